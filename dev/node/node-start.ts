import type { RunningProcess } from "../cluster/processes/start-process.ts";
import type { ProgressPrinter } from "../cluster/tools/progress-printer.ts";
import type { ToolName } from "../cluster/tools/tool-table.ts";
import type { WaitOptions } from "../cluster/wait-until.ts";
import { inside, nodeEnvironment } from "./namespaces/node-environment.ts";
import { processName } from "./node-processes.ts";
import type { NodeState } from "./node-state.ts";

/** What starting a node needs of the start of its cluster. */
export interface NodeStart {
  stateDir: string;
  logs: string;
  bin: Partial<Record<ToolName, string>>;
  printer: ProgressPrinter;
  cache?: string;
  signal?: AbortSignal;
  waiting: Omit<WaitOptions, "what">;
  /** Starts a program and records it, so that it is ended whatever happens. */
  run(name: string, program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<void>;
  /** Records what was started by another way. */
  record(running: RunningProcess): void;
  /** Writes the state down. */
  save(): void;
}

/** Starts a program of the node inside it. */
export async function runInside(
  start: NodeStart,
  node: NodeState,
  part: string,
  program: string,
  args: readonly string[],
): Promise<void> {
  const [command, all] = inside(node.pid, program, args);
  await start.run(processName(part, node), command, all, nodeEnvironment());
}
