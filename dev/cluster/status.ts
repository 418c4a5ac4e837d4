import { readFileSync } from "node:fs";
import { type NodeAccess, nodeAccess, type WorkerAccess, workerAccess } from "../node/node-state.ts";
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
  /** Simulated ones. */
  nodes?: number;
  /** The first real one, where there is one instead. */
  node?: NodeAccess;
  /** Further real ones. */
  workers?: WorkerAccess[];
  /** Simulated ones beside the real one, where there are any. */
  simulatedNodes?: number;
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
    ...(state.node && { node: nodeAccess(state.node) }),
    ...(state.workers && { workers: state.workers.map(workerAccess) }),
    ...(state.simulatedNodes !== undefined && { simulatedNodes: state.simulatedNodes }),
    createdAt: state.createdAt,
    processes: state.processes.map((running) => {
      const alive = isAlive(running);
      const { name, pid, log } = running;
      return { name, pid, alive, memoryMiB: alive ? residentMiB(pid) : undefined, log };
    }),
  };
}

/** Of the process and of its children: what runs inside a node is the child of an nsenter that waits for it. */
function residentMiB(pid: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    return [pid, ...children.map(Number)].reduce((sum, each) => sum + (ownResidentMiB(each) ?? 0), 0);
  } catch {
    return ownResidentMiB(pid);
  }
}

function ownResidentMiB(pid: number): number | undefined {
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
  const simulated = (count = 0) => `${count} simulated node(s)`;
  const beside = status.simulatedNodes === undefined ? "" : ` beside ${simulated(status.simulatedNodes)}`;
  return [
    `${status.state}: ${status.server}, ${status.node ? `${realNodesOf(status)}${beside}` : simulated(status.nodes)}, since ${status.createdAt}`,
    ...status.processes.map(
      ({ name, pid, alive, memoryMiB, log }) =>
        `  ${name.padEnd(24)} ${alive ? `pid ${pid}, ${memoryMiB ?? "?"} MiB` : `ENDED (was pid ${pid}), see ${log}`}`,
    ),
    `  ${"memory in all".padEnd(24)} ${total} MiB`,
    `  ${"kubeconfig".padEnd(24)} ${status.kubeconfig}`,
    ...(status.node === undefined ? [] : describeNode(status.node, status.workers).map((line) => `  ${line}`)),
  ].join("\n");
}

const realNodesOf = ({ workers = [] }: ClusterStatus) =>
  workers.length === 0 ? "a real node" : `${workers.length + 1} real nodes`;

/** What people need to know of real nodes, a line each. */
export function describeNode(node: NodeAccess, workers: readonly WorkerAccess[] = []): string[] {
  const { ingress, dns, enforcesPolicies, containerd, gatewayApi, storageClass } = node;
  const row = (name: string, text: string) => `${name.padEnd(24)} ${text}`;
  return [
    row("ingress", `http://<host of an Ingress>:${ingress.port} on loopback; pods see it come from ${ingress.from}`),
    row("dns", dns),
    row("network policies", enforcesPolicies ? "enforced" : "NOT enforced"),
    row("storage class", storageClass),
    row("gateway api", `${gatewayApi}, definitions only: nothing serves its routes`),
    row("containerd", `ctr --address ${containerd.socket} --namespace ${containerd.namespace}`),
    ...workers.map(({ name, running, containerd: of }) =>
      row(name, running ? `ctr --address ${of.socket} --namespace ${of.namespace}` : "without power"),
    ),
  ];
}
