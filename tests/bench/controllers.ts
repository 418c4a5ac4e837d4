import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../../dev/cluster/cluster.ts";
import { endProcesses } from "../../dev/cluster/processes/end-process.mjs";
import { type Reaper, startReaper } from "../../dev/cluster/processes/reaper.ts";
import { type RunningProcess, startProcess } from "../../dev/cluster/processes/start-process.ts";

const CONTROLLERS = ["kube-controller-manager", "kube-scheduler", "kwok"];

/**
 * The cluster's controllers and simulated nodes, which would act on copies while they are half written. `start` brings
 * the same programs back, which then find everything as it should be; `stop` ends them.
 */
export interface Controllers {
  stop(): Promise<void>;
  start(): Promise<void>;
}

export function controllersOf(cluster: Cluster): Controllers {
  let running: readonly RunningProcess[] = cluster.processes.filter(({ name }) => CONTROLLERS.includes(name));
  const commands = running.map(({ name, pid }) => {
    const [program = "", ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return { name, program, args };
  });
  let reaper: Reaper | undefined;
  return {
    async stop() {
      await endProcesses(running);
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
  };
}
