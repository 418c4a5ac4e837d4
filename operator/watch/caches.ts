import { LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { ListWatchLog } from "@shopyard/kube/list-watch.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  JOBS,
  NAMESPACES,
  PODS,
  type Resource,
  STATEFUL_SETS,
  STORES,
} from "@shopyard/kube/paths.ts";
import type { Platform } from "../platform.ts";
import { FreshCache } from "./fresh-cache.ts";
import { HostClaims } from "./host-claims.ts";
import { keepAll, keepSpec } from "./keep.ts";
import type { Job, Namespace, Pod, WorkloadObject } from "./kinds.ts";

/** Everything the operator watches. Secrets are not among it: it has no right to. */
export interface Caches {
  stores: FreshCache<Store>;
  namespaces: FreshCache<Namespace>;
  pods: FreshCache<Pod>;
  deployments: FreshCache<WorkloadObject>;
  statefulSets: FreshCache<WorkloadObject>;
  jobs: FreshCache<Job>;
  /** Claims of hosts, by namespace/host. */
  hosts: HostClaims;
}

export interface CacheHandlers {
  /** The name of a store whose surroundings have changed. */
  onChange(storeName: string): void;
  onStore(store: Store, previous: Store | undefined): void;
  onStoreGone(last: Store): void;
  /** A host is, or soon will be, anybody's. */
  onHostFree(): void;
}

export interface WatchTimes {
  relistMs?: number;
  silenceMs?: number;
}

export function createCaches(
  client: KubeClient,
  platform: Platform,
  handlers: CacheHandlers,
  log: ListWatchLog,
  times: WatchTimes = {},
): Caches {
  const { STORES_NAMESPACE, NAMESPACE_PREFIX } = platform.config;
  const labelled = <T extends KubeObject>(resource: Resource, keep: (object: T) => T) => {
    const changed = (object: T) => {
      const name = object.metadata.labels?.[LABELS.store];
      if (name !== undefined) handlers.onChange(name);
    };
    const labelSelector = `${LABELS.yard}=${platform.yard},${LABELS.store}`;
    const heard = { onUpsert: changed, onDelete: changed };
    return new FreshCache<T>({ client, resource, labelSelector, keep, log, ...times, ...heard });
  };
  // Namespaces of a store's name that are not ours matter too, so these are watched by name and not by label.
  const namespaceChanged = ({ metadata: { name } }: Namespace) => {
    if (name.startsWith(NAMESPACE_PREFIX)) handlers.onChange(name.slice(NAMESPACE_PREFIX.length));
  };
  return {
    stores: new FreshCache<Store>({
      client,
      resource: STORES,
      namespace: STORES_NAMESPACE,
      keep: keepAll,
      log,
      ...times,
      onUpsert: handlers.onStore,
      onDelete: handlers.onStoreGone,
    }),
    namespaces: new FreshCache<Namespace>({
      client,
      resource: NAMESPACES,
      keep: keepAll,
      log,
      ...times,
      onUpsert: namespaceChanged,
      onDelete: namespaceChanged,
    }),
    pods: labelled(PODS, keepSpec()),
    deployments: labelled(DEPLOYMENTS, keepSpec("replicas")),
    statefulSets: labelled(STATEFUL_SETS, keepSpec("replicas")),
    jobs: labelled(JOBS, keepSpec("suspend")),
    // Whoever else has put one of a host's name there has the host.
    hosts: new HostClaims({
      client,
      resource: CONFIG_MAPS,
      namespace: STORES_NAMESPACE,
      keep: keepAll,
      log,
      ...times,
      onDelete: handlers.onHostFree,
    }),
  };
}

export const allWatches = (caches: Caches) => Object.values(caches).map((cache: FreshCache<KubeObject>) => cache.watch);
