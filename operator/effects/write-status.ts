import { isDeepStrictEqual } from "node:util";
import type { Store, TimelineEntry } from "@shopyard/crds/store.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { resourcePath, STORES } from "@shopyard/kube/paths.ts";
import type { Outcome } from "../reconcile/outcome.ts";
import { summarize } from "../reconcile/summarize.ts";
import type { EffectContext } from "./context.ts";
import { emitEvent } from "./emit-event.ts";

const TRIES = 4;

/**
 * Tells an outcome in the Store's status: one write, with the resource version that was read, and none where nothing
 * changes. Somebody's change of spec or labels meanwhile is no reason to lose the outcome: it is told on top of it.
 * @throws KubeError 409 when the store is another one by now, or its status was written by somebody else
 */
export async function writeStatus(store: Store, outcome: Outcome, context: EffectContext): Promise<Store> {
  const { client, caches, metrics, now } = context;
  const path = resourcePath(STORES, { namespace: store.metadata.namespace, name: store.metadata.name });
  let base = store;
  for (let tries = 1; ; tries += 1) {
    // What was seen is the spec of `store`, whatever came since: status and conditions must not claim a later one.
    const seen = { ...base, metadata: { ...base.metadata, generation: store.metadata.generation ?? 0 } };
    const status = summarize(seen, outcome, now());
    if (isDeepStrictEqual(status, base.status)) return base;
    try {
      const updated = await client.replace<Store>(`${path}/status`, { ...base, status });
      caches.stores.wrote(updated);
      metrics.statusWrites.inc();
      for (const entry of newEntries(base, updated)) emitEvent(updated, entry, context);
      return updated;
    } catch (error) {
      if (!isConflict(error) || tries >= TRIES) throw error;
      const fresh = await client.get<Store>(path);
      const same = fresh?.metadata.uid === store.metadata.uid && isDeepStrictEqual(fresh.status, base.status);
      if (fresh === undefined || !same) throw error;
      base = fresh;
    }
  }
}

const newEntries = (before: Store, after: Store): TimelineEntry[] => {
  const known = new Map(before.status?.events?.map((entry) => [entry.id, entry.count]));
  return (after.status?.events ?? []).filter((entry) => known.get(entry.id) !== entry.count);
};
