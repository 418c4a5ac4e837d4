/**
 * One store, live. Its own version tells whether a reader that comes back has missed something, so there is never a
 * gap: not after a restart either. Ends with StoreLeft.
 */
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { StoreId } from "../kube/store-id.ts";
import { frameOf } from "./change-frames.ts";
import { decodeVersion, encodeVersion, START } from "./cursor.ts";
import { findStoreOrEnd } from "./find-end.ts";
import { frameStream } from "./frame-stream.ts";
import type { StoreFrame } from "./frames.ts";
import type { StoreFeed } from "./store-feed.ts";

export interface StoreChangedOptions {
  client: KubeClient;
  id: StoreId;
  after: string | undefined;
  onTooSlow: () => void;
}

const everything = () => true;

export function storeChanged(feed: StoreFeed, options: StoreChangedOptions): AsyncIterableIterator<StoreFrame> {
  return frameStream((signal) => generate(feed, options, signal));
}

async function* generate(
  feed: StoreFeed,
  { client, id, after, onTooSlow }: StoreChangedOptions,
  signal: AbortSignal,
): AsyncGenerator<StoreFrame, void, undefined> {
  await feed.synced(signal);
  const resumed = after === undefined ? undefined : decodeVersion(after);
  const reached = resumed !== undefined && (await feed.reach(resumed.version, signal));
  const found = await findStoreOrEnd(feed, client, id, signal);
  if (found === undefined || signal.aborted) return;
  if ("end" in found) {
    yield found.end;
    return;
  }

  const { reader, close } = feed.open({ uid: id.uid, signal, onTooSlow });
  try {
    const store = feed.cache.byUid(id.uid) ?? found.store;
    const position = feed.asOf;
    if (!reached) {
      if (after !== undefined) yield { kind: "ResumeGap", cursor: START };
      yield { kind: "StoresSnapshot", cursor: START, stores: [store] };
    } else if (BigInt(store.metadata.resourceVersion) > resumed.version) {
      yield { kind: "StoreUpserted", cursor: encodeVersion(BigInt(store.metadata.resourceVersion)), store };
    }
    yield { kind: "Synced", cursor: position };

    for (;;) {
      const delivery = await reader.next();
      const frame = delivery && frameOf(delivery, everything);
      if (frame === undefined) return;
      yield frame;
      if (frame.kind === "StoreLeft") return;
    }
  } finally {
    close();
  }
}
