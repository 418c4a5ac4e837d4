import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ApiClient } from "../cluster/api-client.ts";
import type { NodeCertificates } from "../cluster/certificates.ts";
import { writeKubeconfig } from "../cluster/kubeconfig.ts";
import type { ToolName } from "../cluster/tools/tool-table.ts";
import { waitUntil } from "../cluster/wait-until.ts";
import { isFirst } from "./address-plan.ts";
import { COREDNS_READY_PORT, corednsArgs } from "./components/coredns.ts";
import { KUBE_PROXY_HEALTH_PORT, kubeProxyArgs } from "./components/kube-proxy.ts";
import { KUBE_ROUTER_HEALTH_PORT, kubeRouterArgs } from "./components/kube-router.ts";
import { kubeletArgs } from "./components/kubelet.ts";
import { type NodeStart, runInside } from "./node-start.ts";
import { DEFAULT_CERTIFICATE, type NodeState } from "./node-state.ts";
import { VOLUMES_FOLDER } from "./provisioner/volumes.ts";

const PROVISIONER = fileURLToPath(new URL("./provisioner/main.ts", import.meta.url));
const INGRESS = fileURLToPath(new URL("./ingress/main.ts", import.meta.url));

/** One that was cordoned comes back cordoned. */
const TAINTS_OF_ABSENCE = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/** What a node needs to talk to the API server, and to be asked by it. */
export interface NodeCredentials {
  ca: string;
  certificates: NodeCertificates;
  server: string;
  /** The administrator's, for all but kubelet. */
  kubeconfig: string;
}

/**
 * The second half, once the API server and the controllers are there: everything that talks to it. The first node has
 * besides what a cluster has once.
 */
export async function startNode(
  start: NodeStart,
  node: NodeState,
  api: ApiClient,
  credentials: NodeCredentials,
): Promise<void> {
  const { bin } = start;
  const { ca, certificates, server, kubeconfig } = credentials;
  const began = Date.now();
  const first = isFirst(node.addresses);
  const own = join(node.folder, "kubelet.kubeconfig");
  writeKubeconfig(own, server, ca, certificates.client);
  const files = { ca, serving: certificates.serving, kubeconfig: own };
  const needed = (name: ToolName) => bin[name] ?? name;
  await runInside(start, node, "kubelet", needed("kubelet"), kubeletArgs(node, files));
  if (first) await runInside(start, node, "coredns", needed("coredns"), corednsArgs(node, kubeconfig));
  const provisioner = [PROVISIONER, "--kubeconfig", kubeconfig, "--node", node.name, "--folder", VOLUMES_FOLDER];
  await runInside(start, node, "volume-provisioner", process.execPath, provisioner);
  if (first) {
    const ingress = ["--kubeconfig", kubeconfig, "--port", String(node.ingressPort), "--from", node.addresses.ingress];
    const fallback = ["--default-certificate", DEFAULT_CERTIFICATE];
    await start.run("ingress", process.execPath, [INGRESS, ...ingress, ...fallback]);
  }
  const { waiting } = start;
  await waitUntil(() => isRegistered(api, node), { ...waiting, what: "kubelet to register its node" });
  // Both ask for the Node object when they start.
  await runInside(start, node, "kube-proxy", needed("kube-proxy"), kubeProxyArgs(node, kubeconfig));
  await runInside(start, node, "kube-router", needed("kube-router"), kubeRouterArgs(node, kubeconfig));
  await waitUntil(() => isReady(api, node, began), { ...waiting, what: "the node to be ready" });
  const { node: address } = node.addresses;
  await waitUntil(() => answers(`http://${address}:${KUBE_ROUTER_HEALTH_PORT}/healthz`), {
    ...waiting,
    what: "kube-router",
  });
  await waitUntil(() => answers(`http://${address}:${KUBE_PROXY_HEALTH_PORT}/healthz`), {
    ...waiting,
    what: "kube-proxy",
  });
  if (!first) return;
  await waitUntil(() => answers(`http://${address}:${COREDNS_READY_PORT}/ready`), { ...waiting, what: "CoreDNS" });
  await waitUntil(() => answers(`http://127.0.0.1:${node.ingressPort}/`, 404), {
    ...waiting,
    what: "the development ingress",
  });
}

async function isRegistered(api: ApiClient, { name }: NodeState): Promise<boolean> {
  return (await api.send("GET", `/api/v1/nodes/${name}`)).status === 200;
}

interface NodeObject {
  spec: { taints?: { key: string }[] };
  status: { conditions?: { type: string; status: string; lastHeartbeatTime: string }[] };
}

/**
 * Ready since it began, for what it said before its power was off is still there; and open to pods: the taint of the
 * time before goes a moment later.
 */
async function isReady(api: ApiClient, { name }: NodeState, began: number): Promise<boolean> {
  const { status, text } = await api.send("GET", `/api/v1/nodes/${name}`);
  if (status !== 200) return false;
  const node = JSON.parse(text) as NodeObject;
  const ready = node.status.conditions?.find(({ type }) => type === "Ready");
  // In whole seconds.
  const since = Date.parse(ready?.lastHeartbeatTime ?? "") >= began - 1000;
  const closed = node.spec.taints?.some(({ key }) => TAINTS_OF_ABSENCE.includes(key)) ?? false;
  return ready?.status === "True" && since && !closed;
}

async function answers(url: string, status = 200): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
  await response.body?.cancel();
  return response.status === status;
}
