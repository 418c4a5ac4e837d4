import type { AddressPlan } from "./address-plan.ts";

/** What cluster.json says about a real node, from before anything of it exists. */
export interface NodeState {
  /** Six hexadecimal digits in the name of everything that has to be removed. */
  id: string;
  /** Name of the Node object. */
  name: string;
  addresses: AddressPlan;
  /** The machine's end of the veth pair. */
  link: string;
  /** Below every cgroup hierarchy's root. */
  cgroup: string;
  /** Everything the node writes: images, volumes, logs of pods. */
  folder: string;
  /** Process 1 of the node's namespaces, as the machine numbers it; 0 until it runs, and while its power is off. */
  pid: number;
  /** Of the cluster, as are the next two. */
  ingressPort: number;
  enforcesPolicies: boolean;
  gatewayApi: string;
}

/** What programs learn of a cluster's first real node, and by it of what the cluster has once. */
export interface NodeAccess {
  /** Name of the Node object. */
  name: string;
  /** The development ingress: it listens on 127.0.0.1:port, for pods on address:port, and they see it come from that range. */
  ingress: { port: number; address: string; from: string };
  /** Where pods reach the API server: the address of its Service, and the one behind that. */
  apiServers: string[];
  /** The range that holds the cluster's DNS server, and nothing else. */
  dns: string;
  /** Whether NetworkPolicies are enforced on it. */
  enforcesPolicies: boolean;
  containerd: { socket: string; namespace: "k8s.io" };
  /** Version of the Gateway API whose definitions are installed. */
  gatewayApi: string;
  /** The default StorageClass: its volumes appear on demand. */
  storageClass: string;
}

/** What programs learn of a further real node. */
export interface WorkerAccess {
  /** Name of the Node object. */
  name: string;
  /** False while its power is off. */
  running: boolean;
  containerd: { socket: string; namespace: "k8s.io" };
}

export const STORAGE_CLASS = "loop";
export const INGRESS_CLASS = "development";
/** `namespace/name` of the Secret with the ingress' certificate for hosts that have none of their own. */
export const DEFAULT_CERTIFICATE = "kube-system/ingress-default-certificate";

export function nodeAccess(node: NodeState): NodeAccess {
  const { addresses } = node;
  return {
    name: node.name,
    ingress: { port: node.ingressPort, address: addresses.ingress, from: `${addresses.ingress}/32` },
    apiServers: [addresses.kubernetesService, addresses.apiServer],
    dns: `${addresses.dns}/32`,
    enforcesPolicies: node.enforcesPolicies,
    containerd: { socket: containerdSocket(node), namespace: "k8s.io" },
    gatewayApi: node.gatewayApi,
    storageClass: STORAGE_CLASS,
  };
}

export function workerAccess(node: NodeState): WorkerAccess {
  const { name, pid } = node;
  return { name, running: pid !== 0, containerd: { socket: containerdSocket(node), namespace: "k8s.io" } };
}

/** The node's /run is its own; the machine reaches it through its process 1. */
export function containerdSocket(node: NodeState): string {
  return `/proc/${node.pid}/root/run/containerd/containerd.sock`;
}
