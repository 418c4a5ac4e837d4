import { readFileSync } from "node:fs";
import { isHealthy } from "./health.ts";
import { isAlive } from "./processes/identity.mjs";
import { readState } from "./state.ts";

export interface ProcessStatus {
  name: string;
  pid: number;
  alive: boolean;
  /** Resident memory, where /proc tells it. */
  memoryMiB?: number;
  log: string;
}

export interface ClusterStatus {
  /** `absent`: nothing was started here. `unhealthy`: something was, and doesn't work; `up` starts anew. */
  state: "absent" | "healthy" | "unhealthy";
  stateDir: string;
  server?: string;
  kubeconfig?: string;
  nodes?: number;
  createdAt?: string;
  processes: ProcessStatus[];
}

export async function clusterStatus(stateDir: string): Promise<ClusterStatus> {
  const state = readState(stateDir);
  if (state === undefined) return { state: "absent", stateDir, processes: [] };
  const healthy = state.ready && (await isHealthy(state));
  return {
    state: healthy ? "healthy" : "unhealthy",
    stateDir,
    server: state.server,
    kubeconfig: state.kubeconfig,
    nodes: state.nodes,
    createdAt: state.createdAt,
    processes: state.processes.map((running) => {
      const alive = isAlive(running);
      const { name, pid, log } = running;
      return { name, pid, alive, memoryMiB: alive ? residentMiB(pid) : undefined, log };
    }),
  };
}

function residentMiB(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}

export function formatStatus(status: ClusterStatus): string {
  if (status.state === "absent") return `no cluster in ${status.stateDir}; "npm run cluster -- up" starts one`;
  const total = status.processes.reduce((sum, { memoryMiB = 0 }) => sum + memoryMiB, 0);
  return [
    `${status.state}: ${status.server}, ${status.nodes} simulated node(s), since ${status.createdAt}`,
    ...status.processes.map(
      ({ name, pid, alive, memoryMiB, log }) =>
        `  ${name.padEnd(24)} ${alive ? `pid ${pid}, ${memoryMiB ?? "?"} MiB` : `ENDED (was pid ${pid}), see ${log}`}`,
    ),
    `  ${"memory in all".padEnd(24)} ${total} MiB`,
    `  ${"kubeconfig".padEnd(24)} ${status.kubeconfig}`,
  ].join("\n");
}
