import type { NodeState } from "../node-state.ts";

/** kube-router as what enforces NetworkPolicies, and nothing else. */
export function kubeRouterArgs(node: NodeState, kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--hostname-override=${node.name}`,
    `--service-cluster-ip-range=${node.addresses.services}`,
    "--run-firewall=true",
    "--run-router=false",
    "--run-service-proxy=false",
    "--run-loadbalancer=false",
    "--iptables-sync-period=1m",
    `--health-port=${KUBE_ROUTER_HEALTH_PORT}`,
    "--enable-cni=false",
  ];
}

export const KUBE_ROUTER_HEALTH_PORT = 20_244;
