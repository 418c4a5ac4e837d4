import type { Store } from "@shopyard/crds/store.ts";
import type { StoresCache } from "../kube/stores-cache.ts";

/** Longest that an answer waits for the watch; afterwards the written object itself is the answer. */
const PATIENCE_MS = 2_000;

/**
 * Waits until the cache shows what was just written, so that the reads that follow a mutation see it too. Resolves to
 * the cache's store, or to undefined where the cache has none (deleted meanwhile, or the watch is late).
 */
export async function seenBy(
  stores: StoresCache,
  uid: string,
  written: (cached: Store | undefined) => boolean,
): Promise<Store | undefined> {
  if (written(stores.byUid(uid))) return stores.byUid(uid);
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, PATIENCE_MS);
    const stop = stores.listen({
      changed: (change) => {
        if (change.store.metadata.uid === uid && written(change.kind === "deleted" ? undefined : change.store)) done();
      },
    });
  });
  return stores.byUid(uid);
}

/** Whether a store is at least at this resource version: they compare as integers since Kubernetes 1.35. */
export const atLeast = (store: Store | undefined, resourceVersion: string): boolean =>
  store !== undefined && BigInt(store.metadata.resourceVersion) >= BigInt(resourceVersion);
