import type { StoreEvent } from "./timeline-model.ts";

/**
 * Milliseconds that the store needed to wake the last time: from the entry that began it to the one that says it is
 * Ready. undefined where no waking from start to end is on the timeline. Entries are oldest first.
 */
export function wakingTook(events: readonly StoreEvent[]): number | undefined {
  let asleep = false;
  let began: number | undefined;
  let took: number | undefined;
  for (const { reason, time } of events) {
    if (reason === "StoreSuspended") {
      asleep = true;
      began = undefined;
    } else if (reason === "StoreWaking" || (reason === "SpecChanged" && asleep && began === undefined)) {
      asleep = true;
      began = Date.parse(time);
    } else if (reason === "StoreReady") {
      if (asleep && began !== undefined) took = Date.parse(time) - began;
      asleep = false;
      began = undefined;
    }
  }
  return took;
}
