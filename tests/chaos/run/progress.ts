/** Says on standard error how far a run of points is, every few seconds. */
export interface Progress {
  done(): void;
  stop(): void;
}

const EVERY_MS = 10_000;

export function startProgress(total: number, say: (line: string) => void): Progress {
  const began = Date.now();
  let done = 0;
  const timer = setInterval(() => {
    const leftMs = done === 0 ? undefined : ((Date.now() - began) / done) * (total - done);
    const left = leftMs === undefined ? "" : `, about ${Math.ceil(leftMs / 60_000)} min left`;
    say(`${done} of ${total} points${left}`);
  }, EVERY_MS).unref();
  return {
    done() {
      done += 1;
    },
    stop: () => clearInterval(timer),
  };
}
