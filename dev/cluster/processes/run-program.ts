import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ProgramRun {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  onOutputLine?: (line: string) => void;
  onErrorLine?: (line: string) => void;
  signal?: AbortSignal;
  /** What is thrown where it cannot be started. */
  notStarted(message: string, options: ErrorOptions): Error;
}

/**
 * Runs a program to its end and resolves to its exit code, null where a signal ended it. It leads a process group of
 * its own, so that ending it also ends what it started. Rejects with what aborted, when the signal did.
 */
export async function runProgram(program: string, args: readonly string[], run: ProgramRun): Promise<number | null> {
  const { signal } = run;
  signal?.throwIfAborted();
  const child = spawn(program, [...args], {
    cwd: run.cwd,
    env: run.env ?? process.env,
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
  createInterface({ input: child.stdout }).on("line", (line) => run.onOutputLine?.(line));
  createInterface({ input: child.stderr }).on("line", (line) => run.onErrorLine?.(line));
  signal?.addEventListener("abort", endGroup);
  process.on("exit", endGroup);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", (cause) =>
        reject(run.notStarted(`${program} could not be started: ${cause.message}`, { cause })),
      );
      child.on("close", resolve);
    });
    signal?.throwIfAborted();
    return code;
  } finally {
    signal?.removeEventListener("abort", endGroup);
    process.off("exit", endGroup);
  }
}
