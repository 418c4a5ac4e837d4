/**
 * Writes to a store that is there, without losing what others write.
 *
 *   GET uncached -> decide -+-> nothing to change: the store as it is
 *      ^                    +-> merge patch of the changed fields, bound to the uid -+-> written
 *      +------------------- a conflict: look again, bounded, with back-off ----------+
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Store, StoreSpec } from "@shopyard/crds/store.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { onCluster, WHILE_SOMEBODY_WAITS } from "./cluster-trouble.ts";
import { ClusterUnavailable, StoreDeleting } from "./domain-error.ts";
import { findStore } from "./find-store.ts";
import type { Platform } from "./platform.ts";
import { atLeast, seenBy } from "./read-your-writes.ts";

/** A merge patch: what is not named stays, null removes. */
export interface StoreChange {
  /** For the log, once it is written. */
  note: string;
  spec?: { [K in keyof StoreSpec]?: StoreSpec[K] | null };
  annotations?: Record<string, string>;
}

/** Waits before looking again after a conflict, in milliseconds. */
const BACKOFF_MS = [50, 100, 200, 400] as const;

/**
 * Changes the store of a global id. `decide` gets it as it is now, once a try; what it throws is the answer.
 * Resolves once this replica's cache shows the change.
 * @throws StoreNotFound, StoreDeleting, ClusterUnavailable
 */
export async function changeStore(
  platform: Platform,
  globalId: string,
  decide: (store: Store) => StoreChange | undefined,
): Promise<Store> {
  let conflict: unknown;
  for (const waitMs of [0, ...BACKOFF_MS]) {
    if (waitMs > 0) await delay(waitMs * (0.5 + Math.random() / 2));
    const store = await findStore(platform, globalId);
    const { name, uid } = store.metadata;
    if (store.metadata.deletionTimestamp !== undefined) throw new StoreDeleting(name, { field: ["id"] });
    const change = decide(store);
    if (change === undefined) return shown(platform, store);
    const { note, spec, annotations } = change;
    const patch = { metadata: { uid, ...(annotations && { annotations }) }, ...(spec && { spec }) };
    try {
      const path = `${platform.stores.path}/${name}`;
      const patched = await onCluster(() => platform.client.patch<Store>(path, patch, WHILE_SOMEBODY_WAITS));
      platform.log.info({ store: name, uid, ...(spec && { spec }) }, note);
      return await shown(platform, patched);
    } catch (error) {
      if (!isConflict(error)) throw error;
      conflict = error;
    }
  }
  throw new ClusterUnavailable("Other writers were faster every time.", 1, { cause: conflict, hint: "Try again." });
}

/** Another writer, or another store of this name: a patch with another uid is refused as a change of it. */
const isConflict = (error: unknown): boolean =>
  error instanceof KubeError &&
  (error.status === 404 || error.status === 409 || error.message.includes("metadata.uid"));

async function shown(platform: Platform, store: Store): Promise<Store> {
  const { uid, resourceVersion } = store.metadata;
  return (await seenBy(platform.stores, uid, (seen) => atLeast(seen, resourceVersion))) ?? store;
}
