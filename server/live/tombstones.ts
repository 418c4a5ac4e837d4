import type { Store } from "@shopyard/crds/store.ts";

interface Tombstone {
  store: Store;
  cursor: string;
  buriedAt: number;
}

/** Stores that are gone, for a while: whoever comes back after their end still gets to see it. */
export class Tombstones {
  readonly #keepMs: number;
  readonly #limit: number;
  readonly #now: () => number;
  /** In the order of burial. */
  readonly #byUid = new Map<string, Tombstone>();

  constructor({ keepMs, limit, now }: { keepMs: number; limit: number; now: () => number }) {
    this.#keepMs = keepMs;
    this.#limit = limit;
    this.#now = now;
  }

  bury(store: Store, cursor: string): void {
    this.#byUid.set(store.metadata.uid, { store, cursor, buriedAt: this.#now() });
    for (const [uid, { buriedAt }] of this.#byUid) {
      if (this.#byUid.size <= this.#limit && buriedAt > this.#now() - this.#keepMs) break;
      this.#byUid.delete(uid);
    }
  }

  find(uid: string): { store: Store; cursor: string } | undefined {
    const tombstone = this.#byUid.get(uid);
    return tombstone !== undefined && tombstone.buriedAt > this.#now() - this.#keepMs ? tombstone : undefined;
  }
}
