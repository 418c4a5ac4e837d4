import type { Phase } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";

/** The phase to show: a store no operator has seen yet is Pending, one being deleted is Deleting whatever it was. */
export function phaseOf(store: Store): Phase {
  if (store.metadata.deletionTimestamp !== undefined) return "Deleting";
  return store.status?.phase ?? "Pending";
}
