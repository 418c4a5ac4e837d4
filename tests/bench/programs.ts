import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../../dev/cluster/cluster.ts";
import { endProcesses } from "../../dev/cluster/processes/end-process.mjs";
import { type Reaper, startReaper } from "../../dev/cluster/processes/reaper.ts";
import { type RunningProcess, startProcess, whyDead } from "../../dev/cluster/processes/start-process.ts";

/** What acts on objects by itself. */
export const CONTROLLERS = ["kube-controller-manager", "kube-scheduler", "kwok"];
export const API_SERVER = ["kube-apiserver"];

/** Some of a cluster's programs, which can be ended and started again as they were. */
export interface Programs {
  stop(): Promise<void>;
  start(): Promise<void>;
  /** The end of the log of one that ended by itself; undefined while all run. */
  whyEnded(): string | undefined;
}

export function programsOf(cluster: Cluster, names: readonly string[]): Programs {
  let running: readonly RunningProcess[] = cluster.processes.filter(({ name }) => names.includes(name));
  const commands = running.map(({ name, pid }) => {
    const [program = "", ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return { name, program, args };
  });
  let reaper: Reaper | undefined;
  return {
    async stop() {
      await endProcesses(running, 30_000);
      running = [];
      reaper?.dismiss();
      reaper = undefined;
    },
    async start() {
      reaper = startReaper();
      const started: RunningProcess[] = [];
      for (const { name, program, args } of commands) {
        const process = await startProcess(name, program, args, join(cluster.stateDir, "logs"));
        reaper.watch(process);
        started.push(process);
      }
      running = started;
    },
    whyEnded: () => running.map(whyDead).find((reason) => reason !== undefined),
  };
}
