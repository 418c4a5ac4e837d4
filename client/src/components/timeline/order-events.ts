import type { StoreEvent } from "./timeline-model.ts";

/**
 * Oldest first, by nothing but the entries themselves: whoever holds the same entries shows the same list. `time` is
 * when an entry was made or last repeated; seq, which grows with every change, only parts entries of one moment.
 */
export function orderEvents(events: Iterable<StoreEvent>): StoreEvent[] {
  return [...events].sort((a, b) => Date.parse(a.time) - Date.parse(b.time) || a.seq - b.seq);
}
