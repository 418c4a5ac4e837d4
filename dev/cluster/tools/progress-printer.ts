import type { WriteStream } from "node:tty";

/** Where progress goes: one line that is rewritten on a terminal, else a line now and then. */
export interface ProgressPrinter {
  /** The present state of what is going on. */
  update(line: string): void;
  /** A line that stays. */
  say(line: string): void;
  /** Ends the rewritten line. */
  done(): void;
}

/** @param everyMs how often a stream that is no terminal gets a line; default 10 000 */
export function createProgressPrinter(
  stream: Pick<WriteStream, "write"> & { isTTY?: boolean; columns?: number } = process.stderr,
  now: () => number = Date.now,
  everyMs = 10_000,
): ProgressPrinter {
  let open = false;
  let printed = Number.NEGATIVE_INFINITY;
  const clear = () => {
    if (open) stream.write("\r\u001b[2K");
    open = false;
  };
  return {
    update(line) {
      if (stream.isTTY) {
        stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
        open = true;
        return;
      }
      if (now() - printed < everyMs) return;
      printed = now();
      stream.write(`${line}\n`);
    },
    say(line) {
      clear();
      stream.write(`${line}\n`);
    },
    done: clear,
  };
}

/** Says nothing; for programs that only want the binaries. */
export const SILENT: ProgressPrinter = { update() {}, say() {}, done() {} };
