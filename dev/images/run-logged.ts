import { runProgram } from "../cluster/processes/run-program.ts";
import { ImageError } from "./image-error.ts";

export interface LoggedRun {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Each line that it prints, on either stream. */
  onLine?: (line: string) => void;
  signal?: AbortSignal;
}

/** Lines kept for the message, should it fail. */
const KEPT_LINES = 40;

/**
 * Runs a program to its end.
 * @returns its last lines @throws ImageError with them when it fails; what aborted, when the signal did
 */
export async function runLogged(program: string, args: readonly string[], options: LoggedRun = {}): Promise<string[]> {
  const lines: string[] = [];
  const take = (line: string) => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    options.onLine?.(line);
  };
  const code = await runProgram(program, args, {
    cwd: options.cwd,
    env: options.env,
    signal: options.signal,
    onOutputLine: take,
    onErrorLine: take,
    notStarted: (message, cause) => new ImageError(message, cause),
  });
  if (code !== 0) throw new ImageError(`${[program, ...args].join(" ")} failed:\n${lines.join("\n")}`);
  return lines;
}
