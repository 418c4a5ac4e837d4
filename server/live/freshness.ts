/**
 * Whether what this replica shows may be old: reads come from its cache, also while the API server is away.
 */
import type { StoresCache } from "../kube/stores-cache.ts";
import { frameStream } from "./frame-stream.ts";

export interface Freshness {
  /** The API server has been away for longer than a hand-over between two of them takes. */
  readonly stale: boolean;
  /** When the API server was last heard of, as ISO 8601: what is shown is at least as new. */
  readonly asOf: string;
}

/** A watch that is cut is open again well before; milliseconds. */
const STALE_AFTER_MS = 5_000;
const LOOK_EVERY_MS = 500;

export class FreshnessFeed {
  readonly #cache: Pick<StoresCache, "awaySince" | "lastContact">;
  readonly #now: () => number;
  readonly #readers = new Set<() => void>();
  #stale = false;
  #looking: NodeJS.Timeout | undefined;

  constructor(cache: Pick<StoresCache, "awaySince" | "lastContact">, now: () => number) {
    this.#cache = cache;
    this.#now = now;
  }

  get current(): Freshness {
    const { awaySince, lastContact } = this.#cache;
    const stale = awaySince !== undefined && this.#now() - awaySince >= STALE_AFTER_MS;
    return { stale, asOf: new Date(lastContact).toISOString() };
  }

  start(): void {
    this.#looking = setInterval(() => {
      const { stale } = this.current;
      if (stale === this.#stale) return;
      this.#stale = stale;
      for (const wake of [...this.#readers]) wake();
    }, LOOK_EVERY_MS);
  }

  /** Ends every reader. */
  stop(): void {
    clearInterval(this.#looking);
    this.#looking = undefined;
    for (const wake of [...this.#readers]) wake();
  }

  /** How it is now, and from then on whenever it becomes stale or fresh. */
  changes(): AsyncIterableIterator<Freshness> {
    return frameStream((signal) => this.#follow(signal));
  }

  async *#follow(signal: AbortSignal): AsyncGenerator<Freshness, void, undefined> {
    let told: boolean | undefined;
    while (!signal.aborted && this.#looking !== undefined) {
      const { current } = this;
      if (current.stale !== told) {
        told = current.stale;
        yield current;
        continue;
      }
      await this.#nextLook(signal);
    }
  }

  #nextLook(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#readers.add(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    return promise.finally(() => this.#readers.delete(resolve));
  }
}
