import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeState } from "../node-state.ts";

export const COREDNS_READY_PORT = 8181;

/** Writes CoreDNS's configuration into the node's folder; returns its arguments. Only the cluster's names are known. */
export function corednsArgs(node: NodeState, kubeconfig: string): string[] {
  const address = node.addresses.node;
  const file = join(node.folder, "Corefile");
  writeFileSync(
    file,
    `.:53 {
  bind ${address}
  errors
  ready ${address}:${COREDNS_READY_PORT}
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${JSON.stringify(kubeconfig)}
    ttl 5
  }
  cache 5
}
`,
  );
  return ["-conf", file];
}
