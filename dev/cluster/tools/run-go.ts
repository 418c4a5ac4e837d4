import { runProgram } from "../processes/run-program.ts";
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
 * Runs `go`; rejects with its last lines when it fails. What the compilers finished stays in Go's cache and isn't
 * compiled again.
 */
export async function runGo({ args, cwd, onErrorLine, onOutputLine, signal }: GoRun): Promise<void> {
  const kept: string[] = [];
  const code = await runProgram("go", args, {
    cwd,
    env: goEnvironment(),
    signal,
    onOutputLine,
    onErrorLine(line) {
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      onErrorLine?.(line);
    },
    notStarted: (message, options) => new ToolError(message, options),
  });
  if (code !== 0) throw new ToolError(`go ${args.join(" ")} failed in ${cwd}:\n${kept.join("\n")}`);
}
