import type { RunningProcess } from "../cluster/processes/start-process.ts";
import { isFirst } from "./address-plan.ts";
import type { NodeState } from "./node-state.ts";

/** How a node's processes, and so their logs, are called: the first node's have their plain names. */
export function processName(part: string, node: NodeState): string {
  return isFirst(node.addresses) ? part : `${part}.${node.name}`;
}

/** Those of a further node. */
export function processesOf(worker: NodeState, processes: readonly RunningProcess[]): RunningProcess[] {
  return processes.filter(({ name }) => name.endsWith(`.${worker.name}`));
}
