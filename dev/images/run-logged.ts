import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
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
 * Runs a program to its end. It leads a process group of its own, so that ending it also ends what it started.
 * @throws ImageError with its last lines when it fails; what aborted, when the signal did
 */
export async function runLogged(program: string, args: readonly string[], options: LoggedRun = {}): Promise<string[]> {
  const { signal } = options;
  signal?.throwIfAborted();
  const child = spawn(program, [...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    } catch {
      // It ended by itself in the meantime.
    }
  };
  const lines: string[] = [];
  const take = (line: string) => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    options.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on("line", take);
  createInterface({ input: child.stderr }).on("line", take);
  signal?.addEventListener("abort", endGroup);
  process.on("exit", endGroup);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", (error) =>
        reject(new ImageError(`${program} could not be started: ${error.message}`, { cause: error })),
      );
      child.on("close", resolve);
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new ImageError(`${[program, ...args].join(" ")} failed:\n${lines.join("\n")}`);
    return lines;
  } finally {
    signal?.removeEventListener("abort", endGroup);
    process.off("exit", endGroup);
  }
}
