/**
 * The list, live:
 *
 *   no `after`                 snapshot batches -> Synced -> changes
 *   `after` that is known      what came since  -> Synced -> changes
 *   `after` no longer known    ResumeGap -> snapshot batches -> Synced -> changes
 */
import type { Store } from "@shopyard/crds/store.ts";
import { frameOf } from "./change-frames.ts";
import { CoalescingReader } from "./coalescing-reader.ts";
import { decodeVersion, START } from "./cursor.ts";
import { frameStream } from "./frame-stream.ts";
import type { StoreFrame } from "./frames.ts";
import type { StoreFeed } from "./store-feed.ts";

/** Stores in one snapshot frame at most. */
export const BATCH = 500;

export interface StoresChangedOptions {
  matches: (store: Store) => boolean;
  after: string | undefined;
  onTooSlow: () => void;
}

export function storesChanged(feed: StoreFeed, options: StoresChangedOptions): AsyncIterableIterator<StoreFrame> {
  return frameStream((signal) => generate(feed, options, signal));
}

async function* generate(
  feed: StoreFeed,
  { matches, after, onTooSlow }: StoresChangedOptions,
  signal: AbortSignal,
): AsyncGenerator<StoreFrame, void, undefined> {
  await feed.synced(signal);
  const resumed = after === undefined ? undefined : decodeVersion(after);
  const reached = resumed !== undefined && (await feed.reach(resumed.version, signal));
  if (signal.aborted) return;

  // From here to the first yield nothing is awaited: reader, state and position belong to one moment.
  const { reader, close } = feed.open({ matches, onTooSlow });
  const stop = () => close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const changes = reached ? feed.log.since(resumed.version) : undefined;
    const present = changes === undefined ? feed.cache.index("NAME").all().filter(matches) : [];
    const position = feed.asOf;

    if (changes !== undefined) {
      const replay = new CoalescingReader({ matches, slowAfterMs: 2 ** 31 - 1, onTooSlow: () => {} });
      for (const change of changes) replay.push(change);
      while (replay.pending > 0) {
        const delivery = await replay.next();
        const frame = delivery && frameOf(delivery, matches);
        if (frame !== undefined) yield frame;
        reader.progressed();
      }
      replay.close();
    } else {
      if (after !== undefined) yield { kind: "ResumeGap", cursor: START };
      for (let from = 0; from < present.length; from += BATCH) {
        yield { kind: "StoresSnapshot", cursor: START, stores: present.slice(from, from + BATCH) };
        reader.progressed();
      }
      if (present.length === 0) yield { kind: "StoresSnapshot", cursor: START, stores: [] };
    }
    yield { kind: "Synced", cursor: position };

    for (;;) {
      const delivery = await reader.next();
      if (delivery === undefined) return;
      const frame = frameOf(delivery, matches);
      if (frame !== undefined) yield frame;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    close();
  }
}
