import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { storeLabels } from "../../operator/build/labels.ts";
import type { Engine } from "../../operator/engines/engine.ts";
import type { Platform } from "../../operator/platform.ts";
import { componentsOf, type Party } from "./expected.ts";
import type { Address, Labels, Pod } from "./policy/objects.ts";

/** Source: cert-manager labels the pods that answer for a certificate authority. */
const SOLVER = { "acme.cert-manager.io/http01-solver": "true" };

/** The addresses of those that are no pods; pods have theirs from 10.0.0.0/8. */
export const ADDRESSES = {
  ingress: "192.0.2.3",
  dns: "192.0.2.2",
  machine: "192.0.2.1",
  apiServer: "192.0.2.10",
  apiServerService: "198.18.0.1",
  metadata: "169.254.169.254",
  internet: "203.0.113.10",
  internet6: "2001:db8::10",
} as const;

/** Namespaces beside the stores' own; who may enter and who resolves names is in two of them by default. */
export const OTHER_NAMESPACES: ReadonlyMap<string, Labels> = new Map(
  ["ingress", "kube-system", "shopyard-system", "default", "elsewhere"].map((name) => [
    name,
    { "kubernetes.io/metadata.name": name },
  ]),
);

export interface World {
  store: Store;
  /** Another store, of the same engine: its pods have the same components. */
  other: Store;
  engine: Engine;
  platform: Platform;
  /** Ingress and DNS are known by address, as on the local cluster's real node, and not by namespace. */
  byAddress: boolean;
}

/** Everybody who could try to reach a pod of the store, or be reached by one. */
export function partiesOf({ store, other, engine, platform, byAddress }: World): Party[] {
  const prefix = platform.config.NAMESPACE_PREFIX;
  const components = componentsOf(engine);
  let last = 0;
  const pod = (namespace: string, name: string, labels: Labels): Pod => {
    last += 1;
    return { kind: "pod", namespace, name, labels, ip: `10.1.0.${last}` };
  };
  const address = (name: keyof typeof ADDRESSES): Address => ({ kind: "address", name, ip: ADDRESSES[name] });
  const own = (role: string, name: string, labels: Labels): Party => ({
    role,
    own: true,
    endpoint: pod(namespaceOf(store.metadata.name, prefix), name, labels),
  });
  const foreign = (endpoint: Party["endpoint"], role = "nobody"): Party => ({ role, own: false, endpoint });
  const labelled = (of: Store, component: string) => ({
    ...storeLabels(of, platform),
    [LABELS.component]: component,
  });
  return [
    // Two of each: a component may not talk to itself in another pod unless a flow says so.
    ...components.flatMap((component) =>
      [component, `another ${component}`].map((name) => own(component, name, labelled(store, component))),
    ),
    own("unlabelled", "unlabelled", {}),
    own("solver", "solver", SOLVER),
    // A neighbour, and whoever carries the labels of our pods where they mean nothing.
    ...components.flatMap((component) => [
      foreign(pod(namespaceOf(other.metadata.name, prefix), component, labelled(other, component))),
      foreign(pod("elsewhere", `looks like ${component}`, labelled(store, component))),
    ]),
    foreign(pod("elsewhere", "stranger", {})),
    foreign(pod("shopyard-system", "operator", { app: "operator" })),
    foreign(pod("default", "pod", {})),
    foreign(pod("ingress", "ingress pod", {}), byAddress ? "nobody" : "ingress"),
    foreign(pod("kube-system", "dns pod", {}), byAddress ? "nobody" : "dns"),
    foreign(address("ingress"), byAddress ? "ingress" : "nobody"),
    foreign(address("dns"), byAddress ? "dns" : "nobody"),
    ...(["machine", "apiServer", "apiServerService", "metadata", "internet", "internet6"] as const).map((name) =>
      foreign(address(name)),
    ),
  ];
}
