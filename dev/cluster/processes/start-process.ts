import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ClusterError } from "../cluster-error.ts";
import { identify, isAlive, type ProcessIdentity } from "./identity.mjs";

/** A process of the cluster, as it is recorded in the state folder. */
export interface RunningProcess extends ProcessIdentity {
  name: string;
  log: string;
}

/**
 * Starts a program in a session of its own (a Ctrl-C in the terminal doesn't reach it) with its output in
 * `<logs>/<name>.log`. It outlives this program unless somebody ends it.
 */
export function startProcess(
  name: string,
  binary: string,
  args: readonly string[],
  logs: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RunningProcess> {
  const log = join(logs, `${name}.log`);
  const output = openSync(log, "a", 0o600);
  const child = spawn(binary, [...args], { detached: true, stdio: ["ignore", output, output], env });
  closeSync(output);
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new ClusterError(`${name} could not be started: ${error.message}`)));
    child.once("spawn", () => {
      child.unref();
      const identity = child.pid === undefined ? undefined : identify(child.pid);
      if (identity === undefined) reject(new ClusterError(`${name} ended at once:\n${lastLines(log)}`));
      else resolve({ ...identity, name, log });
    });
  });
}

/** Why waiting for a process makes no sense any more, or undefined while it lives. */
export function whyDead(running: RunningProcess): string | undefined {
  if (isAlive(running)) return undefined;
  const lines = lastLines(running.log);
  return `${running.name} ended; the end of its log (${running.log}):\n${lines}`;
}

export function lastLines(file: string, count = 12): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  } catch {
    return "(no log)";
  }
}
