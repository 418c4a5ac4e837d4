/**
 * MAX_CONCURRENT_PROVISIONS: who holds a slot and who is next. The truth is in the Stores (`slotSince`, `queuedAt`);
 * this is its index, and the one place where a slot is taken, synchronously, so that two workers cannot take the last.
 */
import { compareQueued, isQueued } from "@shopyard/crds/queue-order.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { keyOf } from "@shopyard/kube/objects.ts";

export class Slots {
  readonly max: number;
  readonly #onFree: (key: string) => void;
  readonly #now: () => number;
  readonly #holders = new Set<string>();
  readonly #taken = new Set<string>();
  readonly #waiting = new Map<string, Store>();
  readonly #held = new Set<string>();
  readonly #versions = new Map<string, number>();
  /** Who waits, in the order of their turns; made when it is next asked for after a change. */
  #order: readonly Store[] | undefined;

  /** `onFree(key)` is told of a waiting store when a slot may be its; `now` in milliseconds since the epoch. */
  constructor(max: number, onFree: (key: string) => void, now: () => number = Date.now) {
    this.max = max;
    this.#onFree = onFree;
    this.#now = now;
  }

  get inUse(): number {
    let count = this.#holders.size;
    for (const uid of this.#taken) if (!this.#holders.has(uid)) count += 1;
    return count;
  }
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Learns a store's state; what is older than what is known (a watch that lags behind our writes) is passed over. */
  update(store: Store): void {
    const uid = store.metadata.uid;
    const version = Number(store.metadata.resourceVersion);
    if (version < (this.#versions.get(uid) ?? 0)) return;
    this.#versions.set(uid, version);
    const before = this.inUse;
    const holds = store.status?.slotSince !== undefined && store.metadata.deletionTimestamp === undefined;
    if (holds) {
      this.#holders.add(uid);
      this.#taken.delete(uid);
    } else {
      this.#holders.delete(uid);
    }
    const wasWaiting = this.#unqueue(uid);
    if (isQueued(store)) {
      this.#waiting.set(uid, store);
      this.#order = undefined;
    } else {
      // Given up or being deleted while nobody knew whether the taking was written: no try will tell any more.
      this.#taken.delete(uid);
    }
    if (this.inUse < before || (wasWaiting && !this.#waiting.has(uid))) this.#wake();
  }

  remove(uid: string): void {
    this.#versions.delete(uid);
    this.#held.delete(uid);
    const waited = this.#unqueue(uid);
    const freed = this.#holders.delete(uid);
    if (this.#taken.delete(uid) || freed || waited) this.#wake();
  }

  /** Passes over a waiting store that could not use a slot, so that it does not keep those behind it from one. */
  hold(store: Store, held: boolean): void {
    const uid = store.metadata.uid;
    if (held === this.#held.has(uid)) return;
    if (!held) this.#held.delete(uid);
    else this.#held.add(uid);
    if (held && this.#waiting.has(uid)) this.#wake();
  }

  /** Whether a slot is free and no store that waits longer wants it. */
  isNext(store: Store, now: number): boolean {
    if (this.#taken.has(store.metadata.uid)) return true;
    const free = this.max - this.inUse;
    return free > 0 && this.#next(free, now).some((waiting) => waiting.metadata.uid === store.metadata.uid);
  }

  /** Takes a slot until `settle`, or until the store is seen holding one; false when the last one went to another. */
  take(uid: string): boolean {
    if (this.#taken.has(uid)) return true;
    if (this.inUse >= this.max) return false;
    this.#taken.add(uid);
    return true;
  }

  /** The taking is written, or was given up: from here on the Store itself says who holds a slot. */
  settle(store: Store): void {
    this.#taken.delete(store.metadata.uid);
    this.update(store);
    if (this.inUse < this.max) this.#wake();
  }

  #unqueue(uid: string): boolean {
    const waited = this.#waiting.delete(uid);
    if (waited) this.#order = undefined;
    return waited;
  }

  #next(count: number, now: number): Store[] {
    const next: Store[] = [];
    if (count <= 0) return next;
    this.#order ??= [...this.#waiting.values()].sort(compareQueued);
    for (const store of this.#order) {
      if (this.#held.has(store.metadata.uid)) continue;
      if (store.status?.notBefore !== undefined && Date.parse(store.status.notBefore) > now) continue;
      if (next.push(store) === count) break;
    }
    return next;
  }

  #wake(): void {
    for (const store of this.#next(this.max - this.inUse, this.#now())) this.#onFree(keyOf(store));
  }
}
