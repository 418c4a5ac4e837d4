/**
 * The present state as frames, made once for all readers of a view that come within a second: after a restart all of
 * them come at once, and executing a snapshot of thousands of stores for each would take minutes. A reader gets the
 * frames and what changed since they were made.
 */
import type { Store } from "@shopyard/crds/store.ts";
import type { StoresCache } from "../kube/stores-cache.ts";
import type { Change, ChangeLog } from "./change-log.ts";
import { START } from "./cursor.ts";
import type { StoreFrame } from "./frames.ts";

/** Stores in one frame at most. */
const BATCH = 500;
const KEEP_MS = 1_000;
/** Views kept at once; beyond, the oldest is made anew when asked for. */
const VIEWS = 32;

interface Snapshot {
  frames: readonly StoreFrame[];
  version: bigint;
  takenAt: number;
}

export class SharedSnapshots {
  readonly #cache: StoresCache;
  readonly #log: ChangeLog;
  readonly #now: () => number;
  readonly #byView = new Map<string, Snapshot>();

  constructor(cache: StoresCache, log: ChangeLog, now: () => number) {
    this.#cache = cache;
    this.#log = log;
    this.#now = now;
  }

  /** @param view the same for the same `matches` */
  take(view: string, matches: (store: Store) => boolean): { frames: readonly StoreFrame[]; since: Change[] } {
    const known = this.#byView.get(view);
    if (known !== undefined && known.takenAt > this.#now() - KEEP_MS) {
      const since = this.#log.since(known.version);
      if (since !== undefined) return { frames: known.frames, since };
    }
    const stores = this.#cache.index("NAME").all().filter(matches);
    const frames: StoreFrame[] = [];
    for (let from = 0; from === 0 || from < stores.length; from += BATCH) {
      // Whoever is cut off in the middle of it starts over: the cursor says that nothing was delivered.
      frames.push({ kind: "StoresSnapshot", cursor: START, stores: stores.slice(from, from + BATCH) });
    }
    this.#byView.delete(view);
    this.#byView.set(view, { frames, version: this.#log.position, takenAt: this.#now() });
    this.#sweep();
    return { frames, since: [] };
  }

  /** Lets go of what is too old to be given to anybody. */
  #sweep(): void {
    for (const [view, { takenAt }] of this.#byView) {
      if (this.#byView.size <= VIEWS && takenAt > this.#now() - KEEP_MS) break;
      this.#byView.delete(view);
    }
  }
}
