import type { StoreEvent } from "./timeline-model.ts";

const STEP_ORDER = ["QUEUE", "NAMESPACE", "POLICIES", "CREDENTIALS", "RELEASE", "WORKLOADS", "DELETE"] as const;

/**
 * Oldest first, by nothing but the entries themselves: whoever holds the same entries shows the same list. `time` is
 * when an entry was made; seq, which grows with each change, only parts entries of one moment and one step.
 */
export function orderEvents(events: Iterable<StoreEvent>): StoreEvent[] {
  return [...events].sort(
    (a, b) =>
      Date.parse(a.time) - Date.parse(b.time) ||
      STEP_ORDER.indexOf(a.step) - STEP_ORDER.indexOf(b.step) ||
      a.seq - b.seq,
  );
}
