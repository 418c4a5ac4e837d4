/**
 * A queue of keys: a key is in it at most once, never handled by two workers at a time, and handled again when it was
 * added meanwhile.
 *
 *    add ----> waiting, in a lane ----> running --(added meanwhile)--> waiting
 *                ^                         |
 *    addAt ------+ (timer)                 +--> done;  failed --> addAt with back-off
 *
 * The back-off is for an API server that does not do as it is told, and ends with this process: the next one asks once
 * and learns how things are. What a store waits for after a failed attempt is in its status, and outlives both.
 */
import { type Lane, Lanes } from "./lanes.ts";

export interface WorkQueueOptions {
  workers: number;
  /** Which lane a key waits in; asked when it is added. */
  laneOf(key: string): Lane;
  /** Handles one key. Throwing means: again later, with growing back-off. */
  handle(key: string): Promise<void>;
  onError(key: string, error: unknown, retryInMs: number): void;
  /** Source of jitter in [0, 1). */
  random?: () => number;
  now?: () => number;
}

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 30_000;

export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Lanes();
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();
  readonly #failures = new Map<string, number>();
  #aside = 0;
  #open = false;
  #stopped = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Keys that wait for a worker. */
  depth(lane: Lane): number {
    return this.#waiting.depth(lane);
  }

  /** How long the oldest waiting key of a lane waits, in milliseconds. */
  ageMs(lane: Lane): number {
    return this.#waiting.ageMs(lane, this.#now());
  }

  start(): void {
    this.#open = true;
    this.#stopped = false;
    this.#dispatch();
  }

  /** Takes no more keys; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#open = false;
    this.#stopped = true;
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting.clear();
    this.#again.clear();
    await Promise.allSettled(this.#running.values());
  }

  add(key: string): void {
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#wait(key);
    this.#dispatch();
  }

  /** Adds the key at a time in milliseconds since the epoch; an earlier time wins over a later one. */
  addAt(key: string, at: number): void {
    if (this.#stopped) return;
    const planned = this.#timers.get(key);
    if (planned !== undefined && planned.at <= at) return;
    clearTimeout(planned?.timer);
    const timer = setTimeout(
      () => {
        this.#timers.delete(key);
        this.add(key);
      },
      Math.min(Math.max(0, at - this.#now()), 2 ** 31 - 1),
    );
    this.#timers.set(key, { at, timer });
  }

  /** For long work in a handler that is bounded elsewhere: meanwhile the handler's worker serves other keys. */
  async aside<T>(work: () => Promise<T>): Promise<T> {
    this.#aside += 1;
    this.#dispatch();
    try {
      return await work();
    } finally {
      this.#aside -= 1;
    }
  }

  #wait(key: string): void {
    this.#waiting.add(key, this.#options.laneOf(key), this.#now());
  }

  #dispatch(): void {
    while (this.#open && this.#running.size - this.#aside < this.#options.workers) {
      const key = this.#waiting.next(this.#now());
      if (key === undefined) return;
      // Not before the key is noted as running: the handler's first lines may add keys, its own among them.
      this.#running.set(
        key,
        Promise.resolve().then(() => this.#run(key)),
      );
    }
  }

  async #run(key: string): Promise<void> {
    // A fresh look makes an earlier plan void; the handler makes a new one.
    clearTimeout(this.#timers.get(key)?.timer);
    this.#timers.delete(key);
    try {
      if (this.#open) await this.#options.handle(key);
      this.#failures.delete(key);
    } catch (error) {
      const failures = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, failures);
      const longest = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
      const retryInMs = longest / 2 + (longest / 2) * (this.#options.random ?? Math.random)();
      this.#options.onError(key, error, retryInMs);
      this.#again.delete(key);
      if (this.#open) this.addAt(key, this.#now() + retryInMs);
    } finally {
      this.#running.delete(key);
      if (this.#again.delete(key) && this.#open) this.#wait(key);
      this.#dispatch();
    }
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
