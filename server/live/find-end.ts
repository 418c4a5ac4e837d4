import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { sleep } from "@shopyard/kube/sleep.ts";
import type { StoreId } from "../kube/store-id.ts";
import { encodeGlobalId } from "../kube/store-id.ts";
import { left } from "./change-frames.ts";
import type { StoreLeftFrame } from "./frames.ts";
import type { StoreFeed } from "./store-feed.ts";

/**
 * The store of an id, once this replica knows it; or its end. A store that is neither in the cache nor among the
 * tombstones is either newer than the cache or long gone: the API server is asked which.
 */
export async function findStoreOrEnd(
  feed: StoreFeed,
  client: KubeClient,
  id: StoreId,
  signal: AbortSignal,
): Promise<{ store: Store } | { end: StoreLeftFrame } | undefined> {
  await feed.synced(signal);
  for (let waitMs = 100; !signal.aborted; waitMs = Math.min(waitMs * 2, 5_000)) {
    const store = feed.cache.byUid(id.uid);
    if (store !== undefined) return { store };
    const tombstone = feed.tombstones.find(id.uid);
    if (tombstone !== undefined) return { end: left(tombstone.store, tombstone.cursor, "DELETED") };
    try {
      const present = await client.get<Store>(`${feed.cache.path}/${id.name}`);
      if (present?.metadata.uid !== id.uid && feed.cache.byUid(id.uid) === undefined) {
        const globalId = encodeGlobalId("Store", `${id.uid}:${id.name}`);
        return { end: { kind: "StoreLeft", cursor: feed.asOf, id: globalId, name: id.name, reason: "DELETED" } };
      }
    } catch {
      // No answer: asked again below; a store that is in the cache doesn't come here.
    }
    await sleep(waitMs, signal);
  }
  return undefined;
}
