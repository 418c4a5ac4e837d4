/** The ResourceQuota that caps all Stores, as the API server counts. */
import { GROUP, PLURAL } from "@shopyard/crds/constants.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { ListWatch, type ListWatchLog, type ListWatchState } from "@shopyard/kube/list-watch.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { RESOURCE_QUOTAS } from "@shopyard/kube/paths.ts";

/** The quota's key for Stores. */
export const STORES_COUNT = `count/${PLURAL}.${GROUP}`;

interface ResourceQuota extends KubeObject {
  spec?: { hard?: Record<string, string> };
  status?: { hard?: Record<string, string>; used?: Record<string, string> };
}

export interface StoreQuota {
  limit: number;
  /** undefined until the quota controller has counted: until then the API server refuses every create. */
  used: number | undefined;
}

export class QuotaCache {
  readonly #watch: ListWatch<ResourceQuota>;

  constructor({ client, namespace, log }: { client: KubeClient; namespace: string; log: ListWatchLog }) {
    this.#watch = new ListWatch<ResourceQuota>({ client, resource: RESOURCE_QUOTAS, namespace, log });
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

  /** The tightest quota on Stores; undefined where the namespace has none. */
  get current(): StoreQuota | undefined {
    let tightest: StoreQuota | undefined;
    for (const { spec, status } of this.#watch.items.values()) {
      const limit = count(spec?.hard?.[STORES_COUNT]);
      if (limit === undefined || (tightest !== undefined && tightest.limit <= limit)) continue;
      tightest = { limit, used: count(status?.used?.[STORES_COUNT]) };
    }
    return tightest;
  }
}

/** Counts are quantities: plain integers, or `1k` for a thousand. */
function count(quantity: string | undefined): number | undefined {
  if (quantity === undefined) return undefined;
  const parsed = /^(\d+)(k|M)?$/.exec(quantity);
  if (parsed === null) return undefined;
  return Number(parsed[1]) * (parsed[2] === "k" ? 1_000 : parsed[2] === "M" ? 1_000_000 : 1);
}
