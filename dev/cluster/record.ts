import type { NodeStart } from "../node/node-start.ts";
import type { Reaper } from "./processes/reaper.ts";
import { type RunningProcess, startProcess, whyDead } from "./processes/start-process.ts";
import { type ClusterState, writeState } from "./state.ts";

/** For each part to answer. A machine of 2 cores at a load of 20 needs a third of it. */
const START_TIMEOUT_MS = 90_000;

/** How long a start waits for each part: in vain once one of `processes` has ended. */
export const startPatience = (
  processes: () => readonly RunningProcess[],
  signal: AbortSignal | undefined,
): NodeStart["waiting"] => ({
  timeoutMs: START_TIMEOUT_MS,
  ...(signal && { signal }),
  giveUp: () =>
    processes()
      .map(whyDead)
      .find((reason) => reason !== undefined),
});

/** Starts processes of a cluster so that its state names each from the beginning, and a reaper ends it if we die. */
export function recordIn(
  state: ClusterState,
  stateDir: string,
  logs: string,
  reaper?: Reaper,
): Pick<NodeStart, "run" | "record" | "save"> {
  const save = () => writeState(stateDir, state);
  const record = (running: RunningProcess) => {
    reaper?.watch(running);
    state.processes.push(running);
    save();
  };
  return {
    save,
    record,
    run: async (name, program, args, env) => record(await startProcess(name, program, args, logs, env)),
  };
}
