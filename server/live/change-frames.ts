/**
 * Changes as frames. A change has one frame for each thing that can be said of it, made once: readers that are told
 * the same get the same object, which is what lets equal operations execute once (shared-execution.ts).
 */
import type { Store } from "@shopyard/crds/store.ts";
import { storeIdOf } from "../kube/store-id.ts";
import type { Change } from "./change-log.ts";
import type { Delivery } from "./coalescing-reader.ts";
import type { StoreFrame, StoreLeftFrame } from "./frames.ts";

const upserted = new WeakMap<Change, StoreFrame>();
const deleted = new WeakMap<Change, StoreLeftFrame>();
const filtered = new WeakMap<Change, StoreLeftFrame>();

function once<K extends object, V>(memory: WeakMap<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

export const left = (store: Store, cursor: string, reason: StoreLeftFrame["reason"]): StoreLeftFrame => ({
  kind: "StoreLeft",
  cursor,
  id: storeIdOf(store),
  name: store.metadata.name,
  reason,
});

export const deletedFrame = (change: Change): StoreLeftFrame =>
  once(deleted, change, () => left(change.store, change.cursor, "DELETED"));

/** What to tell a reader; undefined where the store came into view and left it again unseen. */
export function frameOf({ change, wasIn }: Delivery, matches: (store: Store) => boolean): StoreFrame | undefined {
  if (change.kind === "deleted") return deletedFrame(change);
  if (matches(change.store)) {
    return once(upserted, change, () => ({ kind: "StoreUpserted", cursor: change.cursor, store: change.store }));
  }
  return wasIn ? once(filtered, change, () => left(change.store, change.cursor, "FILTERED")) : undefined;
}
