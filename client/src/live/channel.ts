/** One subscription kept up for ever: it follows the cursor, feeds the frames on, and subscribes again after a loss. */
import type { Feed } from "./feed.ts";
import type { Reconnector } from "./reconnector.ts";
import type { Sink } from "./transport.ts";

/** Frames as the documents in graphql/subscriptions.graphql select them; `I` is what the feed holds. */
export type FrameOf<I> =
  | { __typename: "StoresSnapshot"; cursor: string; stores: I[] }
  | { __typename: "StoreUpserted"; cursor: string; store: I }
  | { __typename: "EventsAppended"; cursor: string; events: I[]; droppedThrough: number }
  | { __typename: "StoreLeft"; cursor: string; id: string; name: string; reason: "DELETED" | "FILTERED" | "FORBIDDEN" }
  | { __typename: "Synced"; cursor: string }
  | { __typename: "ResumeGap"; cursor: string };

export interface ChannelOptions<I extends { id: string }> {
  subscribe(after: string | undefined, sink: Sink<FrameOf<I>>): () => void;
  feed: Feed<I>;
  reconnector: Reconnector;
  /** Something waits in the feed. */
  onPending(): void;
  onDropped?(droppedThrough: number): void;
  /** It follows one store: the store's deletion ends it. */
  endsWithStore?: boolean;
  /** Where an earlier channel of the same subscription had got to. */
  after?: string | undefined;
}

export interface Channel {
  /** Where a later one can go on. */
  cursor(): string | undefined;
  close(): void;
}

export function openChannel<I extends { id: string }>(options: ChannelOptions<I>): Channel {
  const { feed, reconnector } = options;
  let cursor = options.after;
  let stop: (() => void) | undefined;

  const open = () => {
    stop?.();
    feed.begin(cursor !== undefined);
    stop = options.subscribe(cursor, {
      next(frame) {
        take(frame);
        // A cursor inside a snapshot would skip the batches that have not come yet.
        if (feed.following()) cursor = frame.cursor;
        if (frame.__typename === "Synced") membership.healthy();
        options.onPending();
        if (options.endsWithStore && frame.__typename === "StoreLeft" && frame.reason === "DELETED") close();
      },
      closed: (reason) => membership.lost(reason),
    });
  };
  const take = (frame: FrameOf<I>) => {
    switch (frame.__typename) {
      case "StoresSnapshot":
        return feed.put(frame.stores);
      case "StoreUpserted":
        return feed.put([frame.store]);
      case "EventsAppended":
        options.onDropped?.(frame.droppedThrough);
        return feed.put(frame.events);
      case "StoreLeft":
        return feed.remove(frame.id, frame.reason);
      case "ResumeGap":
        return feed.gap();
      case "Synced":
        return feed.synced();
    }
  };

  const close = () => {
    stop?.();
    membership.leave();
  };

  const membership = reconnector.join(open);
  open();
  return { cursor: () => cursor, close };
}
