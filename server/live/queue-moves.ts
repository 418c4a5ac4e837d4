/**
 * A place in the queue is computed, not written: when one store gets its slot, the others move although nothing of
 * theirs changed. Whoever shows a place must be told, so a while after the queue moved, those that moved are announced.
 */
import { isQueued } from "@shopyard/crds/queue-order.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { CacheChange, StoresCache } from "../kube/stores-cache.ts";

/** Many moves within this time, in milliseconds, are announced once. */
const SETTLE_MS = 500;

export class QueueMoves {
  readonly #cache: StoresCache;
  readonly #announce: (store: Store) => void;
  #told: ReadonlyMap<string, number> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(cache: StoresCache, announce: (store: Store) => void) {
    this.#cache = cache;
    this.#announce = announce;
  }

  /** The first list is in: that is what readers start from. */
  listed(): void {
    this.#told ??= this.#cache.queue();
  }

  /** Looks at a change: only those that concern the queue matter. */
  consider(change: CacheChange): void {
    if (this.#told === undefined) return;
    const before = change.kind === "upserted" ? change.previous : change.store;
    if (!isQueued(change.store) && !(before !== undefined && isQueued(before))) return;
    this.#timer ??= setTimeout(() => this.#tell(), SETTLE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    this.#timer = undefined;
    const told = this.#told;
    this.#told = this.#cache.queue();
    for (const [uid, place] of this.#told) {
      const store = this.#cache.byUid(uid);
      // One that is new in the queue was told its place with the change that brought it there.
      if (store !== undefined && told?.has(uid) && told.get(uid) !== place) this.#announce(store);
    }
  }
}
