/**
 * The replica's one view of all Stores: a list-watch with the indexes that reads need. Nothing else in the server
 * lists Stores for a request.
 */
import { LABELS, PHASES } from "@shopyard/crds/constants.ts";
import { compareQueued, isQueued } from "@shopyard/crds/queue-order.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { ListWatch, type ListWatchLog, type ListWatchState } from "@shopyard/kube/list-watch.ts";
import { resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { phaseOf } from "./phase.ts";
import { SortedIndex } from "./sorted-index.ts";

export type StoreOrderField = "NAME" | "CREATED_AT" | "PHASE";

/** Something the watch said. `relist`: learnt by comparing a list with the cache, so not in the order it happened. */
export type CacheChange =
  | { readonly kind: "upserted"; readonly store: Store; readonly previous: Store | undefined; readonly relist: boolean }
  | { readonly kind: "deleted"; readonly store: Store; readonly relist: boolean };

export interface CacheListener {
  changed?(change: CacheChange): void;
  /** A list is complete; `resourceVersion` is the version it was taken at. */
  listed?(resourceVersion: string): void;
}

export interface StoresCacheOptions {
  client: KubeClient;
  namespace: string;
  log: ListWatchLog;
}

/** Keys are unique because they end with the name. */
const INDEX_KEYS: Record<StoreOrderField, (store: Store) => string> = {
  NAME: (store) => store.metadata.name,
  CREATED_AT: (store) => `${store.metadata.creationTimestamp} ${store.metadata.name}`,
  PHASE: (store) => `${PHASES.indexOf(phaseOf(store))} ${store.metadata.name}`,
};

export class StoresCache {
  /** Where the Stores live on the API server. */
  readonly path: string;
  readonly #watch: ListWatch<Store>;
  readonly #byUid = new Map<string, Store>();
  readonly #byName = new Map<string, Store>();
  readonly #byOwner = new Map<string, Map<string, Store>>();
  readonly #indexes: Record<StoreOrderField, SortedIndex<Store>>;
  readonly #listeners = new Set<CacheListener>();
  #queue: Map<string, number> | undefined;

  constructor({ client, namespace, log }: StoresCacheOptions) {
    this.path = resourcePath(STORES, { namespace });
    const index = (field: StoreOrderField) => new SortedIndex(INDEX_KEYS[field]);
    this.#indexes = { NAME: index("NAME"), CREATED_AT: index("CREATED_AT"), PHASE: index("PHASE") };
    this.#watch = new ListWatch<Store>({
      client,
      resource: STORES,
      namespace,
      log,
      onUpsert: (store, previous) => this.#put(store, previous),
      onDelete: (last) => this.#remove(last),
      onSynced: () => this.#tell((listener) => listener.listed?.(this.#watch.resourceVersion ?? "0")),
    });
  }

  start(): void {
    this.#watch.start();
  }

  async stop(): Promise<void> {
    await this.#watch.stop();
  }

  get synced(): boolean {
    return this.#watch.synced;
  }
  get state(): ListWatchState {
    return this.#watch.state;
  }
  /** When the API server was last heard of, in milliseconds since the epoch. */
  get lastContact(): number {
    return this.#watch.lastContact;
  }
  /** Since when the API server cannot be reached, in milliseconds since the epoch; undefined while it can. */
  get awaySince(): number | undefined {
    return this.#watch.awaySince;
  }
  /** The version up to which the cache is complete, bookmarks included. */
  get resourceVersion(): string | undefined {
    return this.#watch.resourceVersion;
  }
  get size(): number {
    return this.#byUid.size;
  }

  byUid(uid: string): Store | undefined {
    return this.#byUid.get(uid);
  }
  byName(name: string): Store | undefined {
    return this.#byName.get(name);
  }
  ofOwner(owner: string): Iterable<Store> {
    return this.#byOwner.get(owner)?.values() ?? [];
  }
  values(): Iterable<Store> {
    return this.#byUid.values();
  }
  index(field: StoreOrderField): SortedIndex<Store> {
    return this.#indexes[field];
  }

  /** 1 is next; undefined for a store that doesn't wait for a provisioning slot. */
  queuePosition(uid: string): number | undefined {
    return this.queue().get(uid);
  }

  /** Places by uid of all stores that wait for a provisioning slot. */
  queue(): ReadonlyMap<string, number> {
    this.#queue ??= new Map(
      [...this.#byUid.values()]
        .filter(isQueued)
        .sort(compareQueued)
        .map((store, at) => [store.metadata.uid, at + 1]),
    );
    return this.#queue;
  }

  /** Listeners run in watch order, each change once. Returns how to stop listening. */
  listen(listener: CacheListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(store: Store, previous: Store | undefined): void {
    if (previous !== undefined) this.#unindex(previous);
    this.#index(store);
    const relist = this.#watch.state === "listing";
    this.#tell((listener) => listener.changed?.({ kind: "upserted", store, previous, relist }));
  }

  #remove(last: Store): void {
    // The watch's last word has a newer version than what was indexed: its keys may differ.
    this.#unindex(this.#byUid.get(last.metadata.uid) ?? last);
    const relist = this.#watch.state === "listing";
    this.#tell((listener) => listener.changed?.({ kind: "deleted", store: last, relist }));
  }

  #index(store: Store): void {
    this.#byUid.set(store.metadata.uid, store);
    this.#byName.set(store.metadata.name, store);
    for (const index of Object.values(this.#indexes)) index.put(store);
    const owner = store.metadata.labels?.[LABELS.owner];
    if (owner !== undefined) {
      const owned = this.#byOwner.get(owner) ?? new Map<string, Store>();
      owned.set(store.metadata.uid, store);
      this.#byOwner.set(owner, owned);
    }
    this.#queue = undefined;
  }

  #unindex(store: Store): void {
    this.#byUid.delete(store.metadata.uid);
    this.#byName.delete(store.metadata.name);
    for (const index of Object.values(this.#indexes)) index.remove(store);
    const owner = store.metadata.labels?.[LABELS.owner];
    const owned = owner === undefined ? undefined : this.#byOwner.get(owner);
    owned?.delete(store.metadata.uid);
    if (owner !== undefined && owned?.size === 0) this.#byOwner.delete(owner);
    this.#queue = undefined;
  }

  #tell(say: (listener: CacheListener) => void): void {
    for (const listener of this.#listeners) say(listener);
  }
}
