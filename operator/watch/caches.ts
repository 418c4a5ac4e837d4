import { LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { ListWatchLog } from "@shopyard/kube/list-watch.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import type { Platform } from "../platform.ts";
import { FreshCache } from "./fresh-cache.ts";
import { HostClaims } from "./host-claims.ts";
import { keepAll, keepSpec } from "./keep.ts";
import type { Job, Namespace, Pod, WorkloadObject } from "./kinds.ts";
import { type Place, placesOf } from "./places.ts";

/** Everything the operator watches, as it is known to be (places.ts says where). */
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
  const places = placesOf(STORES_NAMESPACE, `${LABELS.yard}=${platform.yard},${LABELS.store}`);
  const common = { client, log, ...times };
  const labelled = <T extends KubeObject>(place: Place, keep: (object: T) => T) => {
    const changed = (object: T) => {
      const name = object.metadata.labels?.[LABELS.store];
      if (name !== undefined) handlers.onChange(name);
    };
    return new FreshCache<T>({ ...common, ...place, keep, onUpsert: changed, onDelete: changed });
  };
  const namespaceChanged = ({ metadata: { name } }: Namespace) => {
    if (name.startsWith(NAMESPACE_PREFIX)) handlers.onChange(name.slice(NAMESPACE_PREFIX.length));
  };
  return {
    stores: new FreshCache<Store>({
      ...common,
      ...places.stores,
      keep: keepAll,
      onUpsert: handlers.onStore,
      onDelete: handlers.onStoreGone,
    }),
    namespaces: new FreshCache<Namespace>({
      ...common,
      ...places.namespaces,
      keep: keepAll,
      onUpsert: namespaceChanged,
      onDelete: namespaceChanged,
    }),
    pods: labelled(places.pods, keepSpec()),
    deployments: labelled(places.deployments, keepSpec("replicas")),
    statefulSets: labelled(places.statefulSets, keepSpec("replicas")),
    jobs: labelled(places.jobs, keepSpec("suspend")),
    hosts: new HostClaims({ ...common, ...places.hosts, keep: keepAll, onDelete: handlers.onHostFree }),
  };
}

export const allWatches = (caches: Caches) => Object.values(caches).map((cache: FreshCache<KubeObject>) => cache.watch);
