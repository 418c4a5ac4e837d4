import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeState } from "../node-state.ts";

export const KUBE_PROXY_HEALTH_PORT = 10_256;

/** Writes kube-proxy's configuration into the node's folder; returns its arguments. */
export function kubeProxyArgs(node: NodeState, kubeconfig: string): string[] {
  const config = {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "nftables",
    // Without the pods' range, what comes from the machine keeps its address: NetworkPolicies can tell the ingress.
    clusterCIDR: "",
    detectLocalMode: "ClusterCIDR",
    hostnameOverride: node.name,
    clientConnection: { kubeconfig },
    bindAddress: node.addresses.node,
    healthzBindAddress: `${node.addresses.node}:${KUBE_PROXY_HEALTH_PORT}`,
    metricsBindAddress: "127.0.0.1:10249",
    // The machine's own limits stay as they are.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
    oomScoreAdj: 0,
    nftables: { minSyncPeriod: "100ms", syncPeriod: "30s" },
  };
  const file = join(node.folder, "kube-proxy.json");
  writeFileSync(file, JSON.stringify(config, null, 2));
  return [`--config=${file}`];
}
