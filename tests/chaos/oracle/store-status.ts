import type { Store, StoreStatus } from "@shopyard/crds/store.ts";

/** How a status came about, and when: two runs of the same differ in it. */
const HISTORY_OF_EVENTS = [
  ...["events", "eventSeq", "eventsDroppedThrough", "attempts", "startedAt", "slotMs", "readyAt"],
  ...["lastHandledRetry", "drift", "plan"],
] as const;
/** Set while something is under way and at no other time: whether they are there is compared. */
const UNDER_WAY = ["queuedAt", "slotSince", "notBefore", "migrationBegan"] as const;

/**
 * A Store's status without its timeline, counters and times. A failure that was overcome is part of the timeline; one
 * that was not is told. `withPast`: with the releases that there were before.
 */
export function storeStatus(
  { metadata, status = {} }: Pick<Store, "metadata" | "status">,
  withPast: boolean,
): Record<string, unknown> {
  const { lastError, conditions, release, stable, history, observedGeneration, ...rest }: StoreStatus = status;
  const shown: Record<string, unknown> = { ...rest };
  for (const field of HISTORY_OF_EVENTS) delete shown[field];
  for (const field of UNDER_WAY) if (shown[field] !== undefined) shown[field] = "set";
  return {
    ...shown,
    current: observedGeneration === metadata.generation,
    unresolved: lastError !== undefined && lastError.resolvedAt === undefined ? lastError.code : undefined,
    conditions: conditions
      ?.map(({ type, status: value, reason, message }) => ({ type, value, reason, message }))
      .sort((a, b) => (a.type < b.type ? -1 : 1)),
    release: releaseOf(release),
    ...(withPast && { stable: releaseOf(stable), history: history?.map(releaseOf) }),
  };
}

const releaseOf = (release: StoreStatus["release"]) => release && { ...release, revision: undefined, time: undefined };
