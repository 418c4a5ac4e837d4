/**
 * The list, live:
 *
 *   no `after`                 snapshot batches -> Synced -> changes
 *   `after` that is known      what came since  -> Synced -> changes
 *   `after` no longer known    ResumeGap -> snapshot batches -> Synced -> changes
 */
import type { Store } from "@shopyard/crds/store.ts";
import { frameOf } from "./change-frames.ts";
import type { Change } from "./change-log.ts";
import { CoalescingReader } from "./coalescing-reader.ts";
import { decodeVersion, START } from "./cursor.ts";
import { frameStream } from "./frame-stream.ts";
import type { StoreFrame } from "./frames.ts";
import type { StoreFeed } from "./store-feed.ts";

/** The longest that a timer can be set to. */
const NEVER_MS = 2 ** 31 - 1;

export interface StoresChangedOptions {
  /** Names what `matches` lets through: readers of one view share snapshots. */
  view: string;
  matches: (store: Store) => boolean;
  after: string | undefined;
  onTooSlow: () => void;
}

export function storesChanged(feed: StoreFeed, options: StoresChangedOptions): AsyncIterableIterator<StoreFrame> {
  return frameStream((signal) => generate(feed, options, signal));
}

async function* generate(
  feed: StoreFeed,
  { view, matches, after, onTooSlow }: StoresChangedOptions,
  signal: AbortSignal,
): AsyncGenerator<StoreFrame, void, undefined> {
  await feed.synced(signal);
  const resumed = after === undefined ? undefined : decodeVersion(after);
  const reached = resumed !== undefined && (await feed.reach(resumed.version, signal));
  if (signal.aborted) return;

  // From here to the first yield nothing is awaited: reader, state and position belong to one moment.
  const { reader, close } = feed.open({ matches, signal, onTooSlow });
  try {
    const known = reached ? feed.log.since(resumed.version) : undefined;
    const { frames, since } = known ? { frames: [], since: known } : feed.snapshots.take(view, matches);
    const position = feed.asOf;

    if (known === undefined && after !== undefined) yield { kind: "ResumeGap", cursor: START };
    for (const frame of frames) {
      yield frame;
      reader.progressed();
    }
    for await (const frame of replay(since, matches)) {
      yield frame;
      reader.progressed();
    }
    yield { kind: "Synced", cursor: position };

    for (;;) {
      const delivery = await reader.next();
      if (delivery === undefined) return;
      const frame = frameOf(delivery, matches);
      if (frame !== undefined) yield frame;
    }
  } finally {
    close();
  }
}

/** What came since, the newest state of each store once. */
async function* replay(changes: readonly Change[], matches: (store: Store) => boolean): AsyncGenerator<StoreFrame> {
  const missed = new CoalescingReader({ matches, slowAfterMs: NEVER_MS, onTooSlow: () => {} });
  for (const change of changes) missed.push(change);
  while (missed.pending > 0) {
    const delivery = await missed.next();
    const frame = delivery && frameOf(delivery, matches);
    if (frame !== undefined) yield frame;
  }
  missed.close();
}
