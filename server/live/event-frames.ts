import type { Store } from "@shopyard/crds/store.ts";
import { storeIdOf } from "../kube/store-id.ts";
import { encodeEvent } from "./cursor.ts";
import type { EventFrame } from "./frames.ts";

export const droppedThrough = (store: Store): number => store.status?.eventsDroppedThrough ?? 0;

/** The highest seq that the store's timeline has given. */
export function lastSeq(store: Store): number {
  const events = store.status?.events ?? [];
  return Math.max(store.status?.eventSeq ?? 0, droppedThrough(store), ...events.map(({ seq }) => seq));
}

/** Made once for a version of a store and a place in its timeline: see change-frames.ts. */
const made = new WeakMap<Store, Map<number, EventFrame | undefined>>();

/** The entries behind `seq`, in the order of their seq; undefined where there are none. */
export function eventsAfter(store: Store, seq: number): EventFrame | undefined {
  const known = made.get(store) ?? new Map<number, EventFrame | undefined>();
  made.set(store, known);
  if (known.has(seq)) return known.get(seq);
  const events = (store.status?.events ?? []).filter((entry) => entry.seq > seq).sort((a, b) => a.seq - b.seq);
  const frame: EventFrame | undefined =
    events.length === 0
      ? undefined
      : {
          kind: "EventsAppended",
          cursor: encodeEvent({ uid: store.metadata.uid, seq: events.at(-1)?.seq ?? seq }),
          storeId: storeIdOf(store),
          events,
          droppedThrough: droppedThrough(store),
        };
  known.set(seq, frame);
  return frame;
}
