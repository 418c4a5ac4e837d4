import type { Resource } from "@shopyard/kube/paths.ts";
import { CONFIG_MAPS, DEPLOYMENTS, JOBS, NAMESPACES, PODS, STATEFUL_SETS, STORES } from "@shopyard/kube/paths.ts";

type Watched = "stores" | "namespaces" | "pods" | "deployments" | "statefulSets" | "jobs" | "hosts";

export interface Place {
  resource: Resource;
  namespace?: string;
  labelSelector?: string;
}

/**
 * Where everything is that the operator watches. Secrets are not among it: it has no right to.
 * @param ofStores selects by label what was made for a store
 */
export const placesOf = (storesNamespace: string, ofStores: string): Record<Watched, Place> => ({
  stores: { resource: STORES, namespace: storesNamespace },
  // Those of a store's name that are not ours matter too, so these are watched by name and not by label.
  namespaces: { resource: NAMESPACES },
  pods: { resource: PODS, labelSelector: ofStores },
  deployments: { resource: DEPLOYMENTS, labelSelector: ofStores },
  statefulSets: { resource: STATEFUL_SETS, labelSelector: ofStores },
  jobs: { resource: JOBS, labelSelector: ofStores },
  // Whoever else has put one of a host's name there has the host.
  hosts: { resource: CONFIG_MAPS, namespace: storesNamespace },
});
