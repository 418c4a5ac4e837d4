import type { Store } from "@shopyard/crds/store.ts";
import { retryTokenOf } from "../reconcile/retry-token.ts";
import type { Lane } from "./lanes.ts";

const UNDER_WAY: readonly (string | undefined)[] = [undefined, "Pending", "Provisioning", "Upgrading"];

/**
 * Urgent where somebody waits for the operator: the store is new, being built or deleted, or its spec or retry token
 * changed. It follows from the store and not from the event, so that a restart knows it too.
 */
export function laneOf(store: Store | undefined): Lane {
  if (store === undefined) return "background";
  const { metadata, status } = store;
  const token = retryTokenOf(store);
  const waitedFor =
    metadata.deletionTimestamp !== undefined ||
    UNDER_WAY.includes(status?.phase) ||
    metadata.generation !== status?.observedGeneration ||
    (token !== undefined && token !== status?.lastHandledRetry);
  return waitedFor ? "urgent" : "background";
}
