import { createConnection } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ApiClient } from "../cluster/api-client.ts";
import type { ClusterCertificates, NodeCertificates } from "../cluster/certificates.ts";
import { writeKubeconfig } from "../cluster/kubeconfig.ts";
import { acquireLock } from "../cluster/processes/file-lock.mjs";
import type { RunningProcess } from "../cluster/processes/start-process.ts";
import { cacheRoot } from "../cluster/tools/cache-folder.ts";
import type { ProgressPrinter } from "../cluster/tools/progress-printer.ts";
import type { ToolName } from "../cluster/tools/tool-table.ts";
import { type WaitOptions, waitUntil } from "../cluster/wait-until.ts";
import { createCgroup } from "./cgroups.mjs";
import { containerdArgs, PAUSE_IMAGE } from "./components/containerd.ts";
import { COREDNS_READY_PORT, corednsArgs } from "./components/coredns.ts";
import { KUBE_PROXY_HEALTH_PORT, kubeProxyArgs } from "./components/kube-proxy.ts";
import { KUBE_ROUTER_HEALTH_PORT, kubeRouterArgs } from "./components/kube-router.ts";
import { kubeletArgs } from "./components/kubelet.ts";
import { ctr } from "./images/ctr.ts";
import { writeBinaryImage } from "./images/image-archive.ts";
import { buildPause } from "./namespaces/build-pause.ts";
import { inside, nodeEnvironment } from "./namespaces/node-environment.ts";
import { plugIn } from "./namespaces/plug-in.ts";
import { startNamespaces } from "./namespaces/start-namespaces.ts";
import { containerdSocket, DEFAULT_CERTIFICATE, type NodeState } from "./node-state.ts";
import { planNode } from "./plan-node.ts";

const PROVISIONER = fileURLToPath(new URL("./provisioner/main.ts", import.meta.url));
const INGRESS = fileURLToPath(new URL("./ingress/main.ts", import.meta.url));
const VOLUMES = "/var/lib/shopyard/volumes";

/** What starting a node needs of the start of its cluster. */
export interface NodeStart {
  stateDir: string;
  logs: string;
  bin: Partial<Record<ToolName, string>>;
  printer: ProgressPrinter;
  cache?: string;
  signal?: AbortSignal;
  waiting: Omit<WaitOptions, "what">;
  /** Starts a program and records it, so that it is ended whatever happens. */
  run(name: string, program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<void>;
  /** Records what was started by another way. */
  record(running: RunningProcess): void;
  /** Writes the state down. */
  save(): void;
}

/**
 * The first half, before the control plane, whose API server listens on the cable: namespaces, network, containerd.
 * `keep` is called with the node before anything of it exists.
 */
export async function openNode(
  start: NodeStart,
  ingressPort: number,
  keep: (node: NodeState) => void,
): Promise<NodeState> {
  const { signal, cache = cacheRoot(), printer } = start;
  const pause = await buildPause(cache, signal);
  // Two clusters that start at once must not choose the same number.
  const lock = await acquireLock(join(cache, "node-networks.lock"), {
    signal,
    onWait: (pid) => printer.say(`waiting for process ${pid}, which is starting another node`),
  });
  let node: NodeState;
  try {
    node = await planNode(start.stateDir, ingressPort, signal);
    keep(node);
    createCgroup(node.cgroup);
    const { stateDir, logs } = start;
    node.pid = await startNamespaces(node, { stateDir, logs, cache, pause, signal, onStarted: start.record });
    start.save();
    await plugIn(node, signal);
  } finally {
    lock.release();
  }
  await runInside(start, node, "containerd", "containerd", containerdArgs(node.folder, node.addresses));
  return node;
}

/** Puts the pods' sandbox image where containerd finds it; none can be pulled. */
export async function loadPauseImage(start: NodeStart, node: NodeState): Promise<void> {
  const { signal } = start;
  const archive = join(node.folder, "pause.tar");
  writeBinaryImage(archive, { ref: PAUSE_IMAGE, binary: await buildPause(start.cache, signal), path: "/pause" });
  const socket = containerdSocket(node);
  await waitUntil(() => accepts(socket), { ...start.waiting, what: "containerd" });
  await ctr(socket, ["images", "import", archive], { signal });
}

/** The second half, once the API server and the controllers are there: everything that talks to it. */
export async function startNode(
  start: NodeStart,
  node: NodeState,
  api: ApiClient,
  certificates: ClusterCertificates & { node: NodeCertificates },
  access: { server: string; kubeconfig: string },
): Promise<void> {
  const { bin } = start;
  const { kubeconfig } = access;
  const own = join(node.folder, "kubelet.kubeconfig");
  writeKubeconfig(own, access.server, certificates.ca, certificates.node.client);
  const files = { ca: certificates.ca, serving: certificates.node.serving, kubeconfig: own };
  const needed = (name: ToolName) => bin[name] ?? name;
  await runInside(start, node, "kubelet", needed("kubelet"), kubeletArgs(node, files));
  await runInside(start, node, "coredns", needed("coredns"), corednsArgs(node, kubeconfig));
  const provisioner = [PROVISIONER, "--kubeconfig", kubeconfig, "--node", node.name, "--folder", VOLUMES];
  await runInside(start, node, "volume-provisioner", process.execPath, provisioner);
  const ingress = ["--kubeconfig", kubeconfig, "--port", String(node.ingressPort), "--from", node.addresses.ingress];
  const fallback = ["--default-certificate", DEFAULT_CERTIFICATE];
  await start.run("ingress", process.execPath, [INGRESS, ...ingress, ...fallback]);
  const { waiting } = start;
  await waitUntil(() => isRegistered(api, node), { ...waiting, what: "kubelet to register its node" });
  // Both ask for the Node object when they start.
  await runInside(start, node, "kube-proxy", needed("kube-proxy"), kubeProxyArgs(node, kubeconfig));
  await runInside(start, node, "kube-router", needed("kube-router"), kubeRouterArgs(node, kubeconfig));
  await waitUntil(() => isReady(api, node), { ...waiting, what: "the node to be ready" });
  const { node: address } = node.addresses;
  await waitUntil(() => answers(`http://${address}:${COREDNS_READY_PORT}/ready`), { ...waiting, what: "CoreDNS" });
  await waitUntil(() => answers(`http://${address}:${KUBE_ROUTER_HEALTH_PORT}/healthz`), {
    ...waiting,
    what: "kube-router",
  });
  await waitUntil(() => answers(`http://${address}:${KUBE_PROXY_HEALTH_PORT}/healthz`), {
    ...waiting,
    what: "kube-proxy",
  });
  await waitUntil(() => answers(`http://127.0.0.1:${node.ingressPort}/`, 404), {
    ...waiting,
    what: "the development ingress",
  });
}

async function runInside(
  start: NodeStart,
  node: NodeState,
  name: string,
  program: string,
  args: readonly string[],
): Promise<void> {
  const [command, all] = inside(node.pid, program, args);
  await start.run(name, command, all, nodeEnvironment());
}

function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", () => resolve(false));
  });
}

async function isRegistered(api: ApiClient, { name }: NodeState): Promise<boolean> {
  return (await api.send("GET", `/api/v1/nodes/${name}`)).status === 200;
}

interface NodeObject {
  spec: { taints?: unknown[] };
  status: { conditions?: { type: string; status: string }[] };
}

/** Ready, and open to pods: the taint of the time before goes a moment later. */
async function isReady(api: ApiClient, { name }: NodeState): Promise<boolean> {
  const { status, text } = await api.send("GET", `/api/v1/nodes/${name}`);
  if (status !== 200) return false;
  const node = JSON.parse(text) as NodeObject;
  const ready = node.status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
  return ready && (node.spec.taints ?? []).length === 0;
}

async function answers(url: string, status = 200): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
  await response.body?.cancel();
  return response.status === status;
}
