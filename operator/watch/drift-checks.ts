import type { Store } from "@shopyard/crds/store.ts";

/** How soon after a sign of trouble a store is looked at, and how soon again after that, in milliseconds. */
const SOON_MS = 500;
const AGAIN_MS = 10_000;

export interface DriftChecksOptions {
  /** Between two looks at a store where nothing hints at anything, in milliseconds. */
  everyMs: number;
  /** Names of the store's objects that are no longer as they were applied. */
  look(store: Store): Promise<string[]>;
  /** Something has drifted. */
  onDrift(store: Store): void;
  onError(store: Store, error: unknown): void;
  random?: () => number;
  now?: () => number;
}

interface Check {
  store: Store;
  /** The release it was looked at for. */
  digest: string;
  found: string[];
  lookedAt: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Looks at the objects of serving stores from time to time, one store after the other, spread by jitter from the start,
 * so that a restart over thousands of stores is no storm. Sooner where a part was seen to go missing.
 */
export class DriftChecks {
  readonly #options: Required<DriftChecksOptions>;
  readonly #checks = new Map<string, Check>();
  /** Looks take turns. */
  #turn: Promise<void> = Promise.resolve();

  constructor({ random = Math.random, now = Date.now, ...options }: DriftChecksOptions) {
    this.#options = { ...options, random, now };
  }

  /** What the last look found, if it was at the release that is there now. */
  found(store: Store): readonly string[] {
    const check = this.#checks.get(store.metadata.uid);
    return check !== undefined && check.digest === store.status?.release?.digest ? check.found : [];
  }

  /** Begins, goes on or stops looking, as the store's status asks for. */
  update(store: Store): void {
    const { uid } = store.metadata;
    const digest = isSettled(store) ? store.status?.release?.digest : undefined;
    const known = this.#checks.get(uid);
    if (known !== undefined && known.digest === digest) {
      known.store = store;
      return;
    }
    this.remove(uid);
    if (digest === undefined) return;
    const check: Check = { store, digest, found: [], lookedAt: this.#options.now(), timer: undefined };
    this.#checks.set(uid, check);
    this.#plan(check, this.#options.everyMs * this.#options.random());
  }

  /** A part seems to be missing: look soon, though not again and again. */
  suspect(store: Store): void {
    const check = this.#checks.get(store.metadata.uid);
    if (check === undefined) return;
    const sinceMs = this.#options.now() - check.lookedAt;
    this.#plan(check, Math.max(SOON_MS, AGAIN_MS - sinceMs));
  }

  /** What was found was put back, or is no longer of interest. */
  settle(store: Store): void {
    const check = this.#checks.get(store.metadata.uid);
    if (check !== undefined) check.found = [];
  }

  remove(uid: string): void {
    clearTimeout(this.#checks.get(uid)?.timer);
    this.#checks.delete(uid);
  }

  stop(): void {
    for (const uid of [...this.#checks.keys()]) this.remove(uid);
  }

  #plan(check: Check, inMs: number): void {
    clearTimeout(check.timer);
    check.timer = setTimeout(() => {
      this.#turn = this.#turn.then(() => this.#look(check));
    }, inMs).unref();
  }

  async #look(check: Check): Promise<void> {
    const { everyMs, random, now, look, onDrift, onError } = this.#options;
    const current = () => this.#checks.get(check.store.metadata.uid) === check;
    if (!current()) return;
    check.lookedAt = now();
    try {
      check.found = await look(check.store);
    } catch (error) {
      check.found = [];
      if (current()) onError(check.store, error);
    }
    if (!current()) return;
    this.#plan(check, everyMs * (0.75 + random() / 2));
    if (check.found.length > 0) onDrift(check.store);
  }
}

const isSettled = ({ metadata, status }: Store): boolean =>
  metadata.deletionTimestamp === undefined &&
  metadata.generation === status?.observedGeneration &&
  (status?.phase === "Ready" || status?.phase === "Degraded" || status?.phase === "Suspended");
