import type { NodeStart } from "../node/node-start.ts";
import type { Reaper } from "./processes/reaper.ts";
import { type RunningProcess, startProcess } from "./processes/start-process.ts";
import { type ClusterState, writeState } from "./state.ts";

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
