import type { Store, TimelineEntry } from "@shopyard/crds/store.ts";
import { pageSize } from "./bad-request.ts";
import type { PageInfo } from "./list-stores.ts";
import { decodePageCursor, encodePageCursor } from "./page-cursor.ts";

const EVENTS_PAGE = { max: 100 } as const;

export interface EventPage {
  store: Store;
  edges: { cursor: string; node: TimelineEntry }[];
  pageInfo: PageInfo;
  droppedThrough: number;
}

/** A page of a store's timeline, oldest first. */
export function listEvents(
  store: Store,
  { first, after }: { first?: number | null | undefined; after?: string | null | undefined },
  fallback: number,
): EventPage {
  const size = pageSize(first, fallback, EVENTS_PAGE.max);
  const list = `events ${store.metadata.uid}`;
  const entries = store.status?.events ?? [];
  const from = after == null ? 0 : startAfter(entries, decodePageCursor(list, after));
  const edges = entries
    .slice(from, from + size)
    .map((node) => ({ node, cursor: encodePageCursor(list, `${node.seq} ${node.id}`) }));
  return {
    store,
    edges,
    droppedThrough: store.status?.eventsDroppedThrough ?? 0,
    pageInfo: {
      hasNextPage: from + size < entries.length,
      hasPreviousPage: from > 0,
      startCursor: edges.at(0)?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
  };
}

/** Behind the entry itself where it is still there, else behind everything that is older. */
function startAfter(entries: readonly TimelineEntry[], key: string): number {
  const [seq, id] = key.split(" ");
  const same = entries.findIndex((entry) => entry.id === id);
  if (same !== -1) return same + 1;
  const newer = entries.findIndex((entry) => entry.seq > Number(seq));
  return newer === -1 ? entries.length : newer;
}
