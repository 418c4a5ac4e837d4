import { join } from "node:path";
import { removeNode } from "../node/remove-node.mjs";
import { endProcesses } from "./processes/end-process.mjs";
import { acquireLock } from "./processes/file-lock.mjs";
import { isAlive } from "./processes/identity.mjs";
import { readState, realNodes, removeState } from "./state.ts";

/** The lock that `up` and `down` of one state folder share. */
export function stateLock(stateDir: string): string {
  return join(stateDir, "lock");
}

/**
 * Ends the cluster of a state folder and removes its data; its logs stay. Only processes recorded there are ended, and
 * only those whose start time is still the recorded one. Returns how many there were; nothing to end is no error.
 */
export async function stopCluster(stateDir: string, onWait?: (pid: number) => void): Promise<number> {
  if (readState(stateDir) === undefined) return 0;
  const lock = await acquireLock(stateLock(stateDir), { onWait });
  try {
    return await endRecorded(stateDir);
  } finally {
    lock.release();
  }
}

/** As stopCluster, for whoever holds the lock. */
export async function endRecorded(stateDir: string): Promise<number> {
  const state = readState(stateDir);
  if (state === undefined) return 0;
  const alive = state.processes.filter(isAlive);
  // The data goes with the cluster, so nothing has to be shut down in good order: one second, then SIGKILL.
  await endProcesses([...alive].reverse(), 1000);
  for (const node of realNodes(state)) await removeNode(node);
  removeState(stateDir);
  return alive.length;
}
