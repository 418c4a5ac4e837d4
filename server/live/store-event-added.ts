/**
 * One store's timeline, live. The cursor is the store's uid and the last seq delivered, both kept in the Store itself:
 * resuming is exact on any replica and after any restart. Entries that the timeline let go unseen are a ResumeGap,
 * also for a reader that is merely slow.
 */
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { StoreId } from "../kube/store-id.ts";
import { deletedFrame } from "./change-frames.ts";
import { decodeEvent, encodeEvent } from "./cursor.ts";
import { droppedThrough, eventsAfter, lastSeq } from "./event-frames.ts";
import { findStoreOrEnd } from "./find-end.ts";
import { frameStream } from "./frame-stream.ts";
import type { EventFrame } from "./frames.ts";
import type { StoreFeed } from "./store-feed.ts";

export interface StoreEventAddedOptions {
  client: KubeClient;
  id: StoreId;
  after: string | undefined;
  onTooSlow: () => void;
}

export function storeEventAdded(feed: StoreFeed, options: StoreEventAddedOptions): AsyncIterableIterator<EventFrame> {
  return frameStream((signal) => generate(feed, options, signal));
}

async function* generate(
  feed: StoreFeed,
  { client, id, after, onTooSlow }: StoreEventAddedOptions,
  signal: AbortSignal,
): AsyncGenerator<EventFrame, void, undefined> {
  const found = await findStoreOrEnd(feed, client, id, signal);
  if (found === undefined || signal.aborted) return;
  if ("end" in found) {
    yield found.end;
    return;
  }

  const { reader, close } = feed.open({ uid: id.uid, signal, onTooSlow });
  try {
    const cursor = (seq: number) => encodeEvent({ uid: id.uid, seq });
    let seq = 0;
    /** What is new since `seq`; a gap first where entries are gone that were never delivered. */
    function* news(store: Store, fresh: boolean): Generator<EventFrame> {
      if (!fresh && seq < droppedThrough(store)) {
        yield { kind: "ResumeGap", cursor: cursor(0) };
        seq = 0;
      }
      const frame = eventsAfter(store, seq);
      if (frame !== undefined) yield frame;
      seq = Math.max(seq, lastSeq(store));
    }

    const store = feed.cache.byUid(id.uid) ?? found.store;
    const resumed = after === undefined ? undefined : decodeEvent(after);
    if (resumed?.uid === id.uid) {
      // 0 is the cursor of a gap: whoever has it has nothing.
      seq = resumed.seq;
      yield* news(store, seq === 0);
    } else {
      if (after !== undefined) yield { kind: "ResumeGap", cursor: cursor(0) };
      yield* news(store, true);
    }
    yield { kind: "Synced", cursor: cursor(seq) };

    for (;;) {
      const delivery = await reader.next();
      if (delivery === undefined) return;
      if (delivery.change.kind === "deleted") {
        yield* news(delivery.change.store, false);
        yield deletedFrame(delivery.change);
        return;
      }
      const gap = seq < droppedThrough(delivery.change.store);
      yield* news(delivery.change.store, false);
      if (gap) yield { kind: "Synced", cursor: cursor(seq) };
    }
  } finally {
    close();
  }
}
