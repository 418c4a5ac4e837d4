import type { Store } from "./store.ts";

/**
 * The order in which waiting stores get a provisioning slot: who waits longest first. The operator grants by it and
 * readers compute a place from it, so nothing needs to be written when the queue moves.
 */
export function compareQueued(a: Store, b: Store): number {
  return (
    compare(a.status?.queuedAt ?? a.metadata.creationTimestamp, b.status?.queuedAt ?? b.metadata.creationTimestamp) ||
    compare(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
    compare(a.metadata.name, b.metadata.name)
  );
}

/** Whether a store waits for a slot: not yet seen by the operator, or queued by it; and not being deleted. */
export const isQueued = (store: Store): boolean =>
  store.metadata.deletionTimestamp === undefined &&
  (store.status?.phase === undefined || store.status.queuedAt !== undefined);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
