/**
 * The one upstream watch, fanned out. Readers of all stores and readers of one store hang on the same change log;
 * registering and looking at the present state happen in one turn of the event loop, so that nothing falls between.
 */
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { StoresCache } from "../kube/stores-cache.ts";
import { CatchUp } from "./catch-up.ts";
import { type Change, ChangeLog } from "./change-log.ts";
import { CoalescingReader } from "./coalescing-reader.ts";
import { encodeVersion } from "./cursor.ts";
import type { LiveMetrics } from "./live-metrics.ts";
import { QueueMoves } from "./queue-moves.ts";
import { SharedSnapshots } from "./shared-snapshots.ts";
import { Tombstones } from "./tombstones.ts";

export interface StoreFeedOptions {
  cache: StoresCache;
  client: KubeClient;
  metrics?: LiveMetrics;
  /** Changes kept for readers that come back. Default 5,000. */
  logCapacity?: number;
  /** Milliseconds that a deleted store's end can still be seen. Default 600,000. */
  tombstoneMs?: number;
  /** Milliseconds that a reader may leave something untaken. Default 10,000. */
  slowAfterMs?: number;
  now?: () => number;
}

export interface OpenReader {
  /** Only this store's changes. */
  uid?: string;
  matches?: (store: Store) => boolean;
  /** Closes the reader when it fires. */
  signal: AbortSignal;
  onTooSlow: () => void;
}

export class StoreFeed {
  readonly cache: StoresCache;
  readonly log: ChangeLog;
  readonly snapshots: SharedSnapshots;
  readonly tombstones: Tombstones;
  readonly metrics: LiveMetrics | undefined;
  readonly #slowAfterMs: number;
  readonly #all = new Set<CoalescingReader>();
  readonly #one = new Map<string, Set<CoalescingReader>>();
  readonly #wakers = new Set<() => void>();
  readonly #catchUp: CatchUp;
  readonly #queueMoves: QueueMoves;
  readonly #stopListening: () => void;
  #closed = false;

  constructor({ cache, client, metrics, logCapacity, tombstoneMs, slowAfterMs, now }: StoreFeedOptions) {
    this.cache = cache;
    this.metrics = metrics;
    this.log = new ChangeLog(logCapacity ?? 5_000);
    this.snapshots = new SharedSnapshots(cache, this.log, now ?? Date.now);
    this.tombstones = new Tombstones({ keepMs: tombstoneMs ?? 600_000, limit: 10_000, now: now ?? Date.now });
    this.#slowAfterMs = slowAfterMs ?? 10_000;
    this.#catchUp = new CatchUp(client, cache, this.log, (signal, ms) => this.#nextChange(signal, ms));
    this.#queueMoves = new QueueMoves(cache, (store) => this.#announce(store));
    this.#stopListening = cache.listen({
      changed: (change) => {
        this.#queueMoves.consider(change);
        const logged = this.log.append(change);
        if (logged !== undefined) this.#tell(logged);
      },
      listed: (version) => {
        this.log.listed(BigInt(version));
        this.#queueMoves.listed();
        this.#wake();
      },
    });
  }

  /** Where a reader stands that knows the present state of the cache. */
  get asOf(): string {
    return encodeVersion(this.log.position);
  }

  get readers(): number {
    let count = this.#all.size;
    for (const readers of this.#one.values()) count += readers.size;
    return count;
  }

  /** Resolves when the first list is in, or `signal` fires. */
  async synced(signal: AbortSignal): Promise<void> {
    while (!this.cache.synced && !signal.aborted && !this.#closed) await this.#nextChange(signal, 1_000);
  }

  /** See CatchUp.reach. */
  reach(version: bigint, signal: AbortSignal): Promise<boolean> {
    return this.#catchUp.reach(version, signal);
  }

  /** A reader of everything from now on. Whoever opens one closes it; `signal` does so too. */
  open({ uid, matches, signal, onTooSlow }: OpenReader): { reader: CoalescingReader; close(): void } {
    const reader = new CoalescingReader({
      matches: matches ?? (() => true),
      slowAfterMs: this.#slowAfterMs,
      onTooSlow: () => {
        this.metrics?.tooSlow.inc();
        onTooSlow();
      },
      onCoalesced: () => this.metrics?.coalesced.inc(),
    });
    const group = uid === undefined ? this.#all : (this.#one.get(uid) ?? new Set());
    if (uid !== undefined) this.#one.set(uid, group);
    group.add(reader);
    if (this.#closed) reader.close();
    const close = () => {
      signal.removeEventListener("abort", close);
      reader.close();
      group.delete(reader);
      if (uid !== undefined && group.size === 0 && this.#one.get(uid) === group) this.#one.delete(uid);
    };
    signal.addEventListener("abort", close, { once: true });
    return { reader, close };
  }

  /** Ends every reader; their subscriptions complete. */
  close(): void {
    this.#closed = true;
    this.#stopListening();
    this.#queueMoves.stop();
    for (const reader of this.#all) reader.close();
    for (const readers of this.#one.values()) for (const reader of readers) reader.close();
    this.#wake();
  }

  #tell(change: Change): void {
    if (change.kind === "deleted") this.tombstones.bury(change.store, change.cursor);
    this.#push(change);
    this.#wake();
  }

  /** Says a store anew that did not change: nothing to remember for readers that come back. */
  #announce(store: Store): void {
    this.#push({ kind: "upserted", store, previous: store, cursor: this.asOf, version: this.log.position });
  }

  #push(change: Change): void {
    for (const reader of this.#all) reader.push(change);
    for (const reader of this.#one.get(change.store.metadata.uid) ?? []) reader.push(change);
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }

  #nextChange(signal: AbortSignal, timeoutMs: number): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wakers.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#wakers.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }
}
