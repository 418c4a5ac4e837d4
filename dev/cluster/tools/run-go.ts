import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { goEnvironment } from "./go-toolchain.ts";
import { ToolError } from "./tool-error.ts";

export interface GoRun {
  args: readonly string[];
  /** The Go module's folder. */
  cwd: string;
  onErrorLine?: (line: string) => void;
  onOutputLine?: (line: string) => void;
  signal?: AbortSignal;
}

/** Lines of Go's stderr kept for the message, should it fail. */
const KEPT_LINES = 30;

/**
 * Runs `go`; rejects with its last lines when it fails. It leads a process group of its own, so that ending it also
 * ends the compilers it started; what they finished stays in Go's cache and isn't compiled again.
 */
export async function runGo({ args, cwd, onErrorLine, onOutputLine, signal }: GoRun): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn("go", [...args], {
    cwd,
    env: goEnvironment(),
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
  const kept: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    kept.push(line);
    if (kept.length > KEPT_LINES) kept.shift();
    onErrorLine?.(line);
  });
  createInterface({ input: child.stdout }).on("line", (line) => onOutputLine?.(line));
  signal?.addEventListener("abort", endGroup);
  process.on("exit", endGroup);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", (error) =>
        reject(new ToolError(`go could not be started: ${error.message}`, { cause: error })),
      );
      child.on("close", resolve);
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new ToolError(`go ${args.join(" ")} failed in ${cwd}:\n${kept.join("\n")}`);
  } finally {
    signal?.removeEventListener("abort", endGroup);
    process.off("exit", endGroup);
  }
}
