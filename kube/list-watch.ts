/**
 * A cache of one resource, kept by list and watch.
 *
 *        +------------------------------ back-off with jitter ------------------------------+
 *        v                                                                                  |
 *   disconnected --> listing --(diff against the cache)--> watching --(closed, cut, silent)-+
 *                       ^                                     |
 *                       +---------- 410 Gone -----------------+   (a closed watch resumes at its last version)
 *
 * Invariants: handlers run in watch order and one at a time; an object that was deleted and made again while nobody
 * looked arrives as onDelete of the old and onUpsert of the new (uids are compared); a handler that throws is logged
 * and doesn't end the watch; nothing runs after stop().
 */
import type { KubeClient, Query } from "./client.ts";
import { isGone, KubeError } from "./error.ts";
import { type KubeObject, keyOf } from "./objects.ts";
import { type Resource, resourcePath } from "./paths.ts";
import { sleep } from "./sleep.ts";

export type ListWatchState = "listing" | "watching" | "disconnected";

export interface ListWatchLog {
  warn(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

export interface ListWatchOptions<T extends KubeObject> {
  client: KubeClient;
  resource: Resource;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Of an object, what the cache holds; default all of it. May change and return the same one. */
  keep?(object: T): T;
  /** A new or changed object; `previous` is what the cache held of the same uid. */
  onUpsert?(object: T, previous: T | undefined): void;
  /** The last known state of an object that is gone. */
  onDelete?(last: T): void;
  /** After every complete list, the first included. */
  onSynced?(): void;
  onState?(state: ListWatchState): void;
  log: ListWatchLog;
  /** Milliseconds without any line from the server after which the watch is cut. Default 90,000: bookmarks come about once a minute. */
  silenceMs?: number;
  /** Milliseconds after which a watch is renewed by a list, so that a missed event cannot stay missed. Default 600,000. */
  relistMs?: number;
  /** Source of jitter in [0, 1). Default Math.random. */
  random?: () => number;
}

interface WatchLine<T> {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  object: T & { code?: number; message?: string; reason?: string };
}

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 15_000;

export class ListWatch<T extends KubeObject> {
  readonly #options: ListWatchOptions<T>;
  readonly #path: string;
  readonly #items = new Map<string, T>();
  readonly #onceSynced = new Set<() => void>();
  #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #state: ListWatchState = "disconnected";
  #synced = false;
  #resourceVersion: string | undefined;
  #lastContact = 0;
  #awaySince: number | undefined;

  constructor(options: ListWatchOptions<T>) {
    this.#options = options;
    this.#path = resourcePath(options.resource, { namespace: options.namespace });
  }

  /** True once the first list is in the cache. */
  get synced(): boolean {
    return this.#synced;
  }
  get state(): ListWatchState {
    return this.#state;
  }
  /** When the API server was last heard of, in milliseconds since the epoch. */
  get lastContact(): number {
    return this.#lastContact;
  }
  /** Since when the API server cannot be reached, in milliseconds since the epoch; undefined while it can. */
  get awaySince(): number | undefined {
    return this.#awaySince;
  }
  /** The version up to which the cache is known to be complete. */
  get resourceVersion(): string | undefined {
    return this.#resourceVersion;
  }
  get items(): ReadonlyMap<string, T> {
    return this.#items;
  }

  start(): void {
    if (this.#running !== undefined) throw new Error(`the watch of ${this.#path} is already running`);
    this.#stopping = new AbortController();
    this.#running = this.#run(this.#stopping.signal);
  }

  /** Resolves once the first list is in the cache; rejects when `signal` fires before. */
  async whenSynced(signal?: AbortSignal): Promise<void> {
    if (this.#synced) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#onceSynced.add(resolve);
    try {
      signal?.throwIfAborted();
      await promise;
    } finally {
      this.#onceSynced.delete(resolve);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Ends the watch; resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#running = undefined;
  }

  async #run(stopping: AbortSignal): Promise<void> {
    let failures = 0;
    let relist = true;
    while (!stopping.aborted) {
      try {
        if (relist) await this.#list(stopping);
        relist = false;
        this.#enter("watching");
        const ended = await this.#watch(stopping, () => {
          failures = 0;
        });
        relist = ended === "relist";
      } catch (error) {
        if (stopping.aborted) break;
        this.#enter("disconnected");
        this.#awaySince ??= Date.now();
        // 410: the history we asked for was compacted. 400 and 404 too start from scratch: the CRD may be new or gone.
        relist ||= isGone(error) || (error instanceof KubeError && [400, 404].includes(error.status));
        failures += 1;
        const waitMs = isGone(error) && failures === 1 ? 0 : this.#backoff(failures, error);
        this.#options.log.warn({ path: this.#path, err: error, waitMs }, "watch interrupted");
        await sleep(waitMs, stopping);
      }
    }
    this.#enter("disconnected");
  }

  async #list(stopping: AbortSignal): Promise<void> {
    this.#enter("listing");
    const { metadata, items } = await this.#options.client.list<T>(this.#path, {
      query: this.#selectors(),
      keep: this.#options.keep,
      signal: stopping,
    });
    if (stopping.aborted) return;
    this.#contact();
    const present = new Set(items.map(keyOf));
    for (const [key, last] of [...this.#items]) if (!present.has(key)) this.#remove(key, last);
    for (const item of items) this.#put(item);
    this.#resourceVersion = metadata.resourceVersion;
    this.#synced = true;
    for (const resolve of this.#onceSynced) resolve();
    this.#call(() => this.#options.onSynced?.());
  }

  async #watch(stopping: AbortSignal, alive: () => void): Promise<"resume" | "relist"> {
    const { client, silenceMs = 90_000, relistMs = 600_000 } = this.#options;
    const cut = new AbortController();
    const signal = AbortSignal.any([stopping, cut.signal]);
    const silence = setTimeout(() => cut.abort(new KubeError("the watch fell silent", 0, "Unreachable")), silenceMs);
    const renewal = setTimeout(() => cut.abort("relist"), relistMs * (1 + this.#random() / 5));
    try {
      const query = {
        ...this.#selectors(),
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: this.#resourceVersion,
      };
      for await (const line of client.lines(this.#path, { query, signal, onOpen: () => this.#contact() })) {
        if (stopping.aborted) break;
        silence.refresh();
        this.#contact();
        this.#take(JSON.parse(line) as WatchLine<T>);
        alive();
      }
      // A server that closes watches at once must not be asked in a tight loop.
      await sleep(this.#random() * 100, stopping);
      return "resume";
    } catch (error) {
      if (cut.signal.reason === "relist") return "relist";
      throw cut.signal.aborted ? cut.signal.reason : error;
    } finally {
      clearTimeout(silence);
      clearTimeout(renewal);
    }
  }

  #take({ type, object }: WatchLine<T>): void {
    switch (type) {
      case "ADDED":
      case "MODIFIED":
        this.#put(this.#options.keep?.(object) ?? object);
        break;
      case "DELETED":
        this.#remove(keyOf(object), object);
        break;
      case "BOOKMARK":
        break;
      case "ERROR":
        throw new KubeError(
          object.message ?? "the watch reported an error",
          object.code ?? 500,
          object.reason ?? "Unknown",
        );
    }
    this.#resourceVersion = object.metadata.resourceVersion;
  }

  #put(object: T): void {
    const key = keyOf(object);
    const previous = this.#items.get(key);
    if (previous !== undefined) {
      if (previous.metadata.uid !== object.metadata.uid) {
        this.#remove(key, previous);
      } else if (previous.metadata.resourceVersion === object.metadata.resourceVersion) {
        return;
      }
    }
    this.#items.set(key, object);
    this.#call(() =>
      this.#options.onUpsert?.(object, previous?.metadata.uid === object.metadata.uid ? previous : undefined),
    );
  }

  #remove(key: string, last: T): void {
    if (!this.#items.delete(key)) return;
    this.#call(() => this.#options.onDelete?.(last));
  }

  #call(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.#options.log.warn({ path: this.#path, err: error }, "watch handler threw");
    }
  }

  #enter(state: ListWatchState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#call(() => this.#options.onState?.(state));
  }

  #contact(): void {
    this.#lastContact = Date.now();
    this.#awaySince = undefined;
  }

  #selectors(): Query {
    return { labelSelector: this.#options.labelSelector, fieldSelector: this.#options.fieldSelector };
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }

  #backoff(failures: number, error: unknown): number {
    const asked = error instanceof KubeError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    const longest = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
    return Math.max(asked, longest / 2 + (longest / 2) * this.#random());
  }
}
