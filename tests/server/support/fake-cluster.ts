/**
 * A Kubernetes API server as far as the server needs one, at the KubeClient seam: resource versions, uids, watches with
 * history, deletion with finalizers, the count quota, and the ways in which a cluster lets one down.
 */
import { randomUUID } from "node:crypto";
import type { Catalog } from "@shopyard/crds/catalog.ts";
import { CATALOG_KEY, CATALOG_NAME } from "@shopyard/crds/catalog.ts";
import { API_VERSION, FINALIZER, KIND } from "@shopyard/crds/constants.ts";
import type { Store, StoreSpec, StoreStatus } from "@shopyard/crds/store.ts";
import type { AdminClient, DeleteOptions, LinesOptions, RequestOptions } from "@shopyard/kube/client.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";

interface HistoryEntry {
  version: number;
  collection: string;
  line: string;
}

export const STORES_PATH = "/apis/shopyard.dev/v1alpha1/namespaces/shopyard-stores/stores";
const QUOTAS_PATH = "/api/v1/namespaces/shopyard-stores/resourcequotas";
const CONFIG_MAPS_PATH = "/api/v1/namespaces/shopyard-system/configmaps";

const CATALOG: Catalog = {
  baseDomain: "shops.test",
  urlScheme: "http",
  simulated: true,
  maxConcurrentProvisions: 2,
  maxProvisionSeconds: 900,
  engines: ["woocommerce", "medusa"].map((name) => ({
    name,
    title: name,
    description: `${name} shop`,
    defaultVersion: "2.0.0",
    versions: ["1.0.0", "2.0.0"],
    sizes: [{ name: "small", cpu: "1", memory: "1Gi", storage: "1Gi" }],
  })),
};

export class FakeCluster {
  readonly collections = new Map<string, Map<string, KubeObject>>();
  /** Asked before every request: what it returns is thrown. */
  fault: ((method: string, path: string) => KubeError | undefined) | undefined;
  /** Asked after a POST or PUT was carried out: what it returns is thrown instead of the answer. */
  loss: ((method: string, path: string) => KubeError | undefined) | undefined;
  /** `METHOD path` of every request but watches. */
  readonly requests: string[] = [];
  quota: number | undefined;
  #version = 100;
  #history: HistoryEntry[] = [];
  #compactedThrough = 0;
  readonly #watchers = new Set<{ wake(): void; cut(error?: KubeError): void }>();
  #frozen = false;

  constructor({ catalog = CATALOG as Catalog | null, quota = undefined as number | undefined } = {}) {
    if (catalog !== null) {
      const data = { [CATALOG_KEY]: JSON.stringify(catalog) };
      this.put(CONFIG_MAPS_PATH, {
        metadata: { name: CATALOG_NAME, namespace: "shopyard-system" },
        data,
      } as KubeObject);
    }
    this.setQuota(quota);
  }

  get version(): number {
    return this.#version;
  }

  setQuota(limit: number | undefined): void {
    this.quota = limit;
    if (limit === undefined) return;
    const count = { "count/stores.shopyard.dev": String(limit) };
    this.put(QUOTAS_PATH, {
      metadata: { name: "stores", namespace: "shopyard-stores" },
      spec: { hard: count },
      status: { hard: count, used: { "count/stores.shopyard.dev": String(this.stores.length) } },
    } as KubeObject);
  }

  get stores(): Store[] {
    return [...(this.collections.get(STORES_PATH)?.values() ?? [])] as Store[];
  }
  store(name: string): Store {
    const store = this.collections.get(STORES_PATH)?.get(name);
    if (store === undefined) throw new Error(`no store ${name}`);
    return store as Store;
  }

  /** A Store as kubectl would make it. */
  addStore(
    name: string,
    { owner, spec = {}, status }: { owner?: string; spec?: Partial<StoreSpec>; status?: StoreStatus } = {},
  ): Store {
    return this.put(STORES_PATH, {
      apiVersion: API_VERSION,
      kind: KIND,
      metadata: {
        name,
        namespace: "shopyard-stores",
        ...(owner !== undefined && { labels: { "shopyard.dev/owner": owner } }),
      },
      spec: { engine: "woocommerce", size: "small", ...spec },
      ...(status !== undefined && { status }),
    } as KubeObject) as Store;
  }

  /** What the operator does: write status. */
  setStatus(name: string, status: StoreStatus): Store {
    const store = this.store(name);
    return this.put(STORES_PATH, { ...store, status: { ...store.status, ...status } }) as Store;
  }

  /** What kubectl does: write spec. */
  putSpec(name: string, spec: Partial<StoreSpec>): Store {
    const store = this.store(name);
    return this.put(STORES_PATH, { ...store, spec: { ...store.spec, ...spec } } as KubeObject) as Store;
  }

  /** What the operator does at the end of a deletion: drop the finalizer. */
  remove(name: string, collection = STORES_PATH): void {
    const object = this.collections.get(collection)?.get(name);
    if (object === undefined) return;
    this.collections.get(collection)?.delete(name);
    this.#version += 1;
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    this.#record(collection, "DELETED", last);
  }

  put(collection: string, object: KubeObject & Partial<Pick<Store, "status">>): KubeObject {
    const objects = this.collections.get(collection) ?? new Map<string, KubeObject>();
    this.collections.set(collection, objects);
    const known = objects.get(object.metadata.name);
    this.#version += 1;
    const stored = {
      ...object,
      metadata: {
        creationTimestamp: new Date().toISOString(),
        ...object.metadata,
        uid: known?.metadata.uid ?? object.metadata.uid ?? randomUUID(),
        resourceVersion: String(this.#version),
      },
    };
    objects.set(object.metadata.name, stored);
    this.#record(collection, known === undefined ? "ADDED" : "MODIFIED", stored);
    return stored;
  }

  /** Something else in the cluster changes: versions go on. */
  tick(count = 1): void {
    this.#version += count;
  }
  /** Ends every watch; they resume. With a 410 they list again. */
  cutWatches(error?: KubeError): void {
    for (const watcher of [...this.#watchers]) watcher.cut(error);
  }
  /** Forgets history, as etcd's compaction does, and cuts. */
  compact(): void {
    this.#compactedThrough = this.#version;
    this.#history = [];
    this.cutWatches(new KubeError("too old resource version", 410, "Expired"));
  }
  /** Watches deliver nothing until thawed. */
  freezeWatches(frozen: boolean): void {
    this.#frozen = frozen;
    if (!frozen) for (const watcher of this.#watchers) watcher.wake();
  }

  #record(collection: string, type: string, object: KubeObject): void {
    this.#history.push({ version: this.#version, collection, line: JSON.stringify({ type, object }) });
    for (const watcher of this.#watchers) watcher.wake();
  }

  /** A client of this cluster; several may share it. */
  client(): AdminClient {
    const ask = async (method: string, path: string) => {
      this.requests.push(`${method} ${path}`);
      await new Promise((resolve) => setImmediate(resolve));
      const error = this.fault?.(method, path);
      if (error !== undefined) throw error;
    };
    const answered = <T>(method: string, path: string, answer: T): T => {
      const error = this.loss?.(method, path);
      if (error !== undefined) throw error;
      return answer;
    };
    const unused = (what: string) => () => Promise.reject(new Error(`the fake cluster has no ${what}`));
    return {
      server: "https://fake.test",
      get: async <T>(path: string) => {
        await ask("GET", path);
        const { collection, name } = split(path);
        return this.collections.get(collection)?.get(name) as T | undefined;
      },
      list: async <T>(path: string, options?: RequestOptions) => {
        await ask("LIST", path);
        const items = [...(this.collections.get(path)?.values() ?? [])].filter((item) => selected(item, options));
        return { metadata: { resourceVersion: String(this.#version) }, items: items as T[] };
      },
      create: async <T>(path: string, body: object) => {
        await ask("POST", path);
        const object = body as KubeObject;
        if (path === STORES_PATH && this.quota !== undefined && this.stores.length >= this.quota) {
          throw new KubeError(
            `stores "${object.metadata.name}" is forbidden: exceeded quota: stores`,
            403,
            "Forbidden",
          );
        }
        if (this.collections.get(path)?.has(object.metadata.name)) {
          throw new KubeError("already exists", 409, "AlreadyExists");
        }
        return answered("POST", path, this.put(path, object) as T);
      },
      patch: async <T>(path: string, patch: object) => {
        await ask("PATCH", path);
        const { collection, name } = split(path);
        const object = this.collections.get(collection)?.get(name);
        if (object === undefined) throw new KubeError("not found", 404, "NotFound");
        const { metadata } = patch as KubeObject;
        if (metadata.uid !== undefined && metadata.uid !== object.metadata.uid) {
          throw new KubeError("metadata.uid: Invalid value: field is immutable", 422, "Invalid");
        }
        const annotations = { ...object.metadata.annotations, ...metadata.annotations };
        const spec = (patch as { spec?: object }).spec;
        return this.put(collection, {
          ...object,
          ...(spec && { spec: merged((object as unknown as Store).spec, spec) }),
          metadata: { ...object.metadata, annotations },
        } as KubeObject) as T;
      },
      delete: async (path: string, options?: Partial<DeleteOptions>) => {
        await ask("DELETE", path);
        const { collection, name } = split(path);
        const object = this.collections.get(collection)?.get(name);
        if (object === undefined) return false;
        if (options?.uid !== undefined && options.uid !== object.metadata.uid) {
          throw new KubeError("the UID in the precondition does not match", 409, "Conflict");
        }
        if (object.metadata.deletionTimestamp === undefined) {
          const deletionTimestamp = new Date().toISOString();
          this.put(collection, {
            ...object,
            metadata: { ...object.metadata, deletionTimestamp, finalizers: [FINALIZER] },
          });
        }
        return true;
      },
      lines: (path, options) => this.#watch(path, options),
      replace: async <T>(path: string, body: object) => {
        await ask("PUT", path);
        const { collection, name } = split(path);
        const object = body as KubeObject;
        const known = this.collections.get(collection)?.get(name);
        if (known === undefined) throw new KubeError("not found", 404, "NotFound");
        if (known.metadata.resourceVersion !== object.metadata.resourceVersion) {
          throw new KubeError("the object has been modified", 409, "Conflict");
        }
        return answered("PUT", path, this.put(collection, object) as T);
      },
      apply: unused("apply"),
      text: unused("text"),
    };
  }

  async *#watch(path: string, options: LinesOptions): AsyncGenerator<string> {
    const error = this.fault?.("WATCH", path);
    if (error !== undefined) throw error;
    let position = Number(options.query?.resourceVersion ?? 0);
    if (position < this.#compactedThrough) throw new KubeError("too old resource version", 410, "Expired");
    let wake = () => {};
    let ended: { error: KubeError | undefined } | undefined;
    const watcher = {
      wake: () => wake(),
      cut: (cause?: KubeError) => {
        ended = { error: cause };
        wake();
      },
    };
    this.#watchers.add(watcher);
    options.onOpen?.();
    const abort = () => wake();
    options.signal.addEventListener("abort", abort);
    try {
      for (;;) {
        options.signal.throwIfAborted();
        if (ended !== undefined) {
          if (ended.error !== undefined) throw ended.error;
          return;
        }
        const next = this.#frozen
          ? undefined
          : this.#history.find(({ version, collection }) => version > position && collection === path);
        if (next !== undefined) {
          position = next.version;
          if (selected((JSON.parse(next.line) as { object: KubeObject }).object, options)) yield next.line;
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.#watchers.delete(watcher);
      options.signal.removeEventListener("abort", abort);
    }
  }
}

const split = (path: string) => {
  const at = path.lastIndexOf("/");
  return { collection: path.slice(0, at), name: path.slice(at + 1) };
};

/** A JSON merge patch of flat fields: null removes. */
const merged = (before: object, patch: object): object =>
  Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null));

function selected(object: KubeObject, options: RequestOptions | undefined): boolean {
  const selector = options?.query?.fieldSelector;
  return selector === undefined || selector === `metadata.name=${object.metadata.name}`;
}
