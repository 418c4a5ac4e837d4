import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { NetworkPeer } from "../config.ts";
import type { Engine } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import { storeLabels } from "./labels.ts";

/**
 * Deny everything both ways, then allow by name: names to be resolved, the ingress to the shop's entry, and each flow
 * of the engine on both of its ends. Never the API server, never a metadata address, never another store.
 */
export function buildNetworkPolicies(store: Store, engine: Engine, platform: Platform) {
  const policy = (name: string, component: string | undefined, spec: object) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      name,
      namespace: namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX),
      labels: storeLabels(store, platform),
    },
    spec: { podSelector: component === undefined ? {} : pods(component), ...spec },
  });
  const tcp = (port: number) => ({ protocol: "TCP", port });

  return [
    policy("default-deny", undefined, { policyTypes: ["Ingress", "Egress"] }),
    policy("allow-dns", undefined, {
      policyTypes: ["Egress"],
      egress: [{ to: [peer(platform.config.DNS_TO)], ports: [{ protocol: "UDP", port: 53 }, tcp(53)] }],
    }),
    policy("allow-ingress", engine.entry.component, {
      policyTypes: ["Ingress"],
      ingress: [{ from: [peer(platform.config.INGRESS_FROM)], ports: [tcp(engine.entry.port)] }],
    }),
    ...engine.flows.flatMap(({ from, to, port }) => [
      policy(`allow-to-${to}`, to, {
        policyTypes: ["Ingress"],
        ingress: [{ from: from.map((component) => ({ podSelector: pods(component) })), ports: [tcp(port)] }],
      }),
      ...from.map((component) =>
        policy(`allow-${component}-to-${to}`, component, {
          policyTypes: ["Egress"],
          egress: [{ to: [{ podSelector: pods(to) }], ports: [tcp(port)] }],
        }),
      ),
    ]),
  ];
}

const pods = (component: string) => ({ matchLabels: { [LABELS.component]: component } });

function peer({ namespace, pod, cidr }: NetworkPeer) {
  if (cidr !== undefined) return { ipBlock: { cidr } };
  return {
    ...(namespace && { namespaceSelector: { matchLabels: namespace } }),
    ...(pod && { podSelector: { matchLabels: pod } }),
  };
}
