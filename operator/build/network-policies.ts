import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf } from "@shopyard/crds/store.ts";
import type { NetworkPeer } from "../config.ts";
import type { Engine } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import { type NamedStore, storeLabels } from "./labels.ts";
import { SALE } from "./sale-job.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * The pods that cert-manager starts beside an Ingress to prove to a certificate authority that the host is ours.
 * Source: cert-manager's pkg/issuer/acme/http and its chart's acmesolver.
 */
const ACME_SOLVER = { labels: { "acme.cert-manager.io/http01-solver": "true" }, port: 8089 } as const;

/**
 * Deny everything both ways, then allow by name: names to be resolved, the ingress to the shop's entry, the sale to the
 * same, and each flow of the engine on both of its ends. Never the API server, never a metadata address, never another
 * store.
 */
export function buildNetworkPolicies(store: NamedStore, engine: Engine, platform: Platform) {
  const { INGRESS_FROM, INGRESS_TLS, DNS_TO, NAMESPACE_PREFIX } = platform.config;
  const policy = (name: string, matchLabels: Labels | undefined, spec: object) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      name,
      namespace: namespaceOf(store.metadata.name, NAMESPACE_PREFIX),
      labels: storeLabels(store, platform),
    },
    spec: { podSelector: matchLabels === undefined ? {} : { matchLabels }, ...spec },
  });
  const ingressTo = (name: string, to: Labels, from: readonly object[], port: number) =>
    policy(name, to, { policyTypes: ["Ingress"], ingress: [{ from, ports: [tcp(port)] }] });
  const egressFrom = (name: string, from: Labels, to: Labels, port: number) =>
    policy(name, from, {
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: { matchLabels: to } }], ports: [tcp(port)] }],
    });
  const { entry } = engine;
  const pods = (component: string) => ({ podSelector: { matchLabels: of(component) } });

  return [
    policy("default-deny", undefined, { policyTypes: ["Ingress", "Egress"] }),
    policy("allow-dns", undefined, {
      policyTypes: ["Egress"],
      egress: [{ to: [peer(DNS_TO)], ports: [{ protocol: "UDP", port: 53 }, tcp(53)] }],
    }),
    ingressTo("allow-ingress", of(entry.component), [peer(INGRESS_FROM)], entry.port),
    // Only where cert-manager may be asked for a certificate.
    ...(INGRESS_TLS === "secret"
      ? [ingressTo("allow-acme-solver", ACME_SOLVER.labels, [peer(INGRESS_FROM)], ACME_SOLVER.port)]
      : []),
    ingressTo("allow-sale", of(entry.component), [pods(SALE)], entry.port),
    egressFrom(`allow-sale-to-${entry.component}`, of(SALE), of(entry.component), entry.port),
    ...engine.flows.flatMap(({ from, to, port }) => [
      ingressTo(`allow-to-${to}`, of(to), from.map(pods), port),
      ...from.map((component) => egressFrom(`allow-${component}-to-${to}`, of(component), of(to), port)),
    ]),
  ];
}

const of = (component: string): Labels => ({ [LABELS.component]: component });
const tcp = (port: number) => ({ protocol: "TCP", port });

function peer({ namespace, pod, cidr }: NetworkPeer) {
  if (cidr !== undefined) return { ipBlock: { cidr } };
  return {
    ...(namespace && { namespaceSelector: { matchLabels: namespace } }),
    ...(pod && { podSelector: { matchLabels: pod } }),
  };
}
