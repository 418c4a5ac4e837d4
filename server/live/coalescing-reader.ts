/**
 * One subscriber's share of the changes. What it hasn't taken yet is one entry a store, however often the store
 * changes meanwhile: memory is bounded by the number of stores, the newest state wins, an end is never lost. Entries
 * stand in the order of their latest change, so that cursors never go backwards.
 */
import type { Store } from "@shopyard/crds/store.ts";
import type { Change } from "./change-log.ts";

export interface Delivery {
  readonly change: Change;
  /** Whether the store was in the reader's view before what it is told now. */
  readonly wasIn: boolean;
  /** Whether it was in view at any time since. */
  readonly touched: boolean;
}

export interface ReaderOptions {
  matches: (store: Store) => boolean;
  /** Milliseconds that something may lie here untaken before the reader counts as too slow. */
  slowAfterMs: number;
  onTooSlow: () => void;
  onCoalesced?: () => void;
}

export class CoalescingReader {
  readonly #options: ReaderOptions;
  readonly #pending = new Map<string, Delivery>();
  #waiting: ((delivery: Delivery | undefined) => void) | undefined;
  #slowTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  get pending(): number {
    return this.#pending.size;
  }

  push(change: Change): void {
    if (this.#closed) return;
    const { matches } = this.#options;
    const { uid } = change.store.metadata;
    const earlier = this.#pending.get(uid);
    const isIn = matches(change.store);
    const wasIn = earlier?.wasIn ?? (change.previous !== undefined && matches(change.previous));
    const delivery: Delivery = { change, wasIn, touched: (earlier?.touched ?? wasIn) || isIn };
    if (earlier !== undefined) {
      this.#pending.delete(uid);
      this.#options.onCoalesced?.();
    }
    // Neither was in view nor is: nothing to tell.
    if (!delivery.touched) return;
    if (this.#waiting !== undefined) {
      const give = this.#waiting;
      this.#waiting = undefined;
      give(delivery);
      return;
    }
    this.#pending.set(uid, delivery);
    this.#watchTime();
  }

  /** To be called when the subscriber took something else, such as a part of its snapshot: it is not too slow then. */
  progressed(): void {
    this.#calm();
    if (this.#pending.size > 0) this.#watchTime();
  }

  /** The oldest untaken change; undefined once the reader is closed. One call at a time. */
  next(): Promise<Delivery | undefined> {
    this.#calm();
    for (const [uid, delivery] of this.#pending) {
      this.#pending.delete(uid);
      if (this.#pending.size > 0) this.#watchTime();
      return Promise.resolve(delivery);
    }
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  close(): void {
    this.#closed = true;
    this.#pending.clear();
    this.#calm();
    this.#waiting?.(undefined);
    this.#waiting = undefined;
  }

  #watchTime(): void {
    this.#slowTimer ??= setTimeout(() => {
      this.close();
      this.#options.onTooSlow();
    }, this.#options.slowAfterMs);
  }

  #calm(): void {
    clearTimeout(this.#slowTimer);
    this.#slowTimer = undefined;
  }
}
