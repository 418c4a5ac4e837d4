// Plain JavaScript: the reaper runs it too, and has to start fast.
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "./identity.mjs";

/**
 * @param {readonly import("./identity.mjs").ProcessIdentity[]} processes
 * @param {number} [graceMs]
 */
export async function endProcesses(processes, graceMs = 5000) {
  const deadline = Date.now() + graceMs;
  signalAll(processes, "SIGTERM");
  while (processes.some(isAlive)) {
    if (Date.now() > deadline) signalAll(processes, "SIGKILL");
    await delay(20);
  }
}

/** @param {NodeJS.Signals} signal */
function signalAll(processes, signal) {
  for (const identity of processes) {
    // Looked at right before: a pid that was given to somebody else meanwhile has another start time.
    if (!isAlive(identity)) continue;
    try {
      process.kill(identity.pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}
