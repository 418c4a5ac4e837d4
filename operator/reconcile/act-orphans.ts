import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { resourcePath, STORES } from "@shopyard/kube/paths.ts";
import type { Logger } from "pino";
import { tellOrphan } from "../effects/tell-orphan.ts";
import type { Platform } from "../platform.ts";
import type { Caches } from "../watch/caches.ts";
import type { Namespace } from "../watch/kinds.ts";
import { isOrphan } from "../watch/orphans.ts";

export interface OrphanReportsOptions {
  client: KubeClient;
  platform: Platform;
  caches: Pick<Caches, "stores" | "namespaces">;
  log: Logger;
}

/** Tells of each namespace of this yard that no Store answers for: once, for as long as it is one. */
export class OrphanReports {
  readonly #options: OrphanReportsOptions;
  /** Uids of namespaces that were told of. */
  readonly #told = new Set<string>();

  constructor(options: OrphanReportsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#orphans().length;
  }

  /** Looks at one namespace; with none, at all. */
  async look(name?: string): Promise<void> {
    const { caches } = this.#options;
    if (name === undefined) {
      for (const namespace of this.#orphans()) await this.#tell(namespace);
      return;
    }
    const namespace = caches.namespaces.get(name);
    if (namespace !== undefined) await this.#tell(namespace);
  }

  #orphans(): Namespace[] {
    const { caches, platform } = this.#options;
    return [...caches.namespaces.values()].filter((namespace) => isOrphan(namespace, caches, platform));
  }

  async #tell(namespace: Namespace): Promise<void> {
    const { caches, platform } = this.#options;
    const { uid = "" } = namespace.metadata;
    if (!isOrphan(namespace, caches, platform)) {
      this.#told.delete(uid);
      return;
    }
    if (this.#told.has(uid)) return;
    this.#told.add(uid);
    try {
      if (await this.#hasNewStore(namespace)) this.#told.delete(uid);
      else await tellOrphan(namespace, this.#options);
    } catch (error) {
      this.#told.delete(uid);
      throw error;
    }
  }

  /** A Store that was made a moment ago may be missing in the cache. */
  async #hasNewStore({ metadata: { name, labels } }: Namespace): Promise<boolean> {
    const { client, platform } = this.#options;
    const { STORES_NAMESPACE, NAMESPACE_PREFIX } = platform.config;
    const store = labels?.[LABELS.store] ?? "";
    if (name !== namespaceOf(store, NAMESPACE_PREFIX)) return false;
    const found = await client.get<Store>(resourcePath(STORES, { namespace: STORES_NAMESPACE, name: store }));
    return found !== undefined && found.metadata.deletionTimestamp === undefined;
  }
}
