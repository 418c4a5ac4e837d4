import type { Store } from "@shopyard/crds/store.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { onCluster, WHILE_SOMEBODY_WAITS } from "./cluster-trouble.ts";
import { InvalidInput, StoreNotFound } from "./domain-error.ts";
import { findStore } from "./find-store.ts";
import type { Platform } from "./platform.ts";
import { seenBy } from "./read-your-writes.ts";

/**
 * Asks for a store's deletion; the operator takes it from there. Asking again while it goes is a success.
 * @throws InvalidInput unless `confirmName` is the store's name; StoreNotFound; ClusterUnavailable.
 */
export async function deleteStore(
  platform: Platform,
  input: { id: string; confirmName: string },
): Promise<{ store: Store }> {
  const store = await findStore(platform, input.id);
  const { name, uid } = store.metadata;
  if (input.confirmName !== name) {
    throw new InvalidInput([
      { field: "confirmName", got: input.confirmName.slice(0, 80), allowed: `the store's name, ${name}` },
    ]);
  }
  if (store.metadata.deletionTimestamp === undefined) {
    try {
      await onCluster(() =>
        platform.client.delete(`${platform.stores.path}/${name}`, { uid, ...WHILE_SOMEBODY_WAITS }),
      );
      platform.log.info({ store: name, uid }, "deletion requested");
    } catch (error) {
      // The precondition failed: the name belongs to another store by now.
      if (isConflict(error)) throw new StoreNotFound();
      throw error;
    }
  }
  const cached = await seenBy(
    platform.stores,
    uid,
    (seen) => seen?.metadata.deletionTimestamp !== undefined || seen === undefined,
  );
  return { store: cached?.metadata.deletionTimestamp === undefined ? deleting(store, platform.now()) : cached };
}

/** What the store looks like from now on, where the cache already let it go or doesn't know yet. */
const deleting = (store: Store, now: number): Store => ({
  ...store,
  metadata: { ...store.metadata, deletionTimestamp: store.metadata.deletionTimestamp ?? new Date(now).toISOString() },
});
