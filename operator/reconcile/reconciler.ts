/** The loop around observe, decide and act: one key at a time a store, until it settles or must wait. */
import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { isConflict, isTransient, KubeError } from "@shopyard/kube/error.ts";
import { keyOf } from "@shopyard/kube/objects.ts";
import type { Logger } from "pino";
import type { Heartbeat } from "../leader/election.ts";
import type { Metrics } from "../metrics.ts";
import type { Platform } from "../platform.ts";
import { laneOf } from "../queue/lane-of.ts";
import { Seats } from "../queue/seats.ts";
import { Slots } from "../queue/slots.ts";
import { WorkQueue } from "../queue/work-queue.ts";
import { createAskRoute } from "../watch/ask-route.ts";
import { allWatches, type Caches, createCaches, type WatchTimes } from "../watch/caches.ts";
import { createJudgeCertificate } from "../watch/certificates.ts";
import { DriftChecks } from "../watch/drift-checks.ts";
import { RouteChecks } from "../watch/route-checks.ts";
import { act, type Next } from "./act.ts";
import { DriftLooks } from "./act-drift.ts";
import { OrphanReports } from "./act-orphans.ts";
import type { Action } from "./action.ts";
import { collect } from "./collect.ts";
import { decide } from "./decide.ts";
import { observe } from "./observe.ts";

export interface ReconcilerOptions {
  client: KubeClient;
  platform: Platform;
  metrics: Metrics;
  log: Logger;
  heartbeat: Heartbeat;
  watchTimes?: WatchTimes;
  now?: () => number;
  random?: () => number;
}

/** A healthy store settles in a few passes; more means that a rule and its effect disagree. */
const MAX_PASSES = 40;

export class Reconciler {
  readonly #options: Required<Omit<ReconcilerOptions, "watchTimes">>;
  readonly #caches: Caches;
  readonly #slots: Slots;
  readonly #queue: WorkQueue;
  readonly #uninstalls: Seats;
  readonly #routes: RouteChecks;
  readonly #drifts: DriftChecks;
  readonly #looks: DriftLooks;
  readonly #orphans: OrphanReports;
  /** Since when it works, in milliseconds since the epoch. */
  #since = 0;
  readonly #running = new Map<string, AbortController>();
  /** Keys that nobody has looked at since it began. */
  readonly #unseen = new Set<string>();
  #working = false;
  #ended = new AbortController();

  constructor({ now = Date.now, random = Math.random, watchTimes, ...options }: ReconcilerOptions) {
    // A clock set back must not make a stint look as if an earlier operator had begun it.
    this.#options = { ...options, now: () => Math.max(this.#since, now()), random };
    const { client, platform, metrics, log } = options;
    this.#queue = new WorkQueue({
      workers: platform.config.WORKERS,
      laneOf: (key) => laneOf(this.#caches.stores.get(key)),
      handle: (key) => this.#handle(key),
      onError: (key, error, retryInMs) => this.#complain(key, error, retryInMs),
      random,
      now,
    });
    this.#uninstalls = new Seats(platform.config.WORKERS);
    this.#slots = new Slots(platform.config.MAX_CONCURRENT_PROVISIONS, (key) => this.#queue.add(key), now);
    this.#routes = new RouteChecks({
      everyMs: platform.config.ROUTE_CHECK_SECONDS * 1000,
      ask: createAskRoute({ via: platform.config.ROUTE_CHECK_VIA, authorities: platform.config.ROUTE_CHECK_CA }),
      judge: createJudgeCertificate({ client, platform, now: this.#options.now }),
      onChange: (store) => this.#queue.add(keyOf(store)),
      onError: (store, error) =>
        log.warn({ store: store.metadata.name, err: error }, "could not look for a certificate's Secret"),
      random,
    });
    this.#looks = new DriftLooks({ client, platform });
    this.#drifts = new DriftChecks({
      everyMs: platform.config.DRIFT_CHECK_SECONDS * 1000,
      look: (store) => this.#looks.look(store, this.#ended.signal),
      onDrift: (store) => this.#queue.add(keyOf(store)),
      onError: (store, error) => log.warn({ store: store.metadata.name, err: error }, "could not look for drift"),
      random,
    });
    this.#caches = createCaches(
      client,
      platform,
      {
        onChange: (name) => this.#queue.add(`${platform.config.STORES_NAMESPACE}/${name}`),
        onStore: (store, previous) => this.#onStore(store, previous),
        onStoreGone: (last) => {
          this.#slots.remove(last.metadata.uid);
          this.#routes.remove(last.metadata.uid);
          this.#drifts.remove(last.metadata.uid);
          this.#looks.forget(last.metadata.uid);
          this.#running.get(keyOf(last))?.abort(new Error("the store is gone"));
          this.#queue.add(keyOf(last));
          this.#lookForHosts();
        },
        onHostFree: () => this.#lookForHosts(),
      },
      log,
      watchTimes,
    );
    this.#orphans = new OrphanReports({ client, platform, caches: this.#caches, log });
    metrics.beforeScrape.push(() => {
      collect({
        metrics,
        queue: this.#queue,
        slots: this.#slots,
        caches: this.#caches,
        orphans: this.#orphans.count,
        working: this.#working,
      });
    });
  }

  get synced(): boolean {
    return allWatches(this.#caches).every((watch) => watch.synced);
  }
  get connected(): boolean {
    return allWatches(this.#caches).every((watch) => watch.state !== "disconnected");
  }

  /** Fills the caches and keeps them up to date, without doing anything yet; resolves when they are full. */
  async watch(signal?: AbortSignal): Promise<void> {
    for (const watch of allWatches(this.#caches)) watch.start();
    for (const watch of allWatches(this.#caches)) await watch.whenSynced(signal);
  }

  /** Begins to work, on every Store there is. */
  begin(): void {
    this.#since = this.#options.now();
    this.#working = true;
    this.#ended = new AbortController();
    this.#unseen.clear();
    for (const store of this.#caches.stores.values()) {
      this.#watchRoute(store);
      this.#drifts.update(store);
      this.#unseen.add(keyOf(store));
      this.#queue.add(keyOf(store));
    }
    if (this.#unseen.size === 0) this.#caughtUp();
    this.#queue.start();
  }

  /** Ends what runs, helm included; what was not finished is resumed by whoever begins next. */
  async end(why: string): Promise<void> {
    this.#working = false;
    this.#ended.abort();
    this.#routes.stop();
    this.#drifts.stop();
    for (const running of this.#running.values()) running.abort(new Error(why));
    await this.#queue.stop();
  }

  async stop(): Promise<void> {
    await this.end("the operator is stopping");
    await Promise.all(allWatches(this.#caches).map((watch) => watch.stop()));
  }

  /** Those whose host another store had may have it by now. */
  #lookForHosts(): void {
    for (const store of this.#caches.stores.values()) {
      const { lastError } = store.status ?? {};
      if (lastError?.code === "HostTaken" && lastError.resolvedAt === undefined) this.#queue.add(keyOf(store));
    }
  }

  #watchRoute(store: Store): void {
    // Simulated pods have nothing that could answer.
    if (this.#working && !this.#options.platform.config.SIMULATED) this.#routes.update(store);
  }

  #onStore(store: Store, previous: Store | undefined): void {
    const key = keyOf(store);
    this.#slots.update(store);
    this.#watchRoute(store);
    if (this.#working) this.#drifts.update(store);
    if (store.metadata.deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined) {
      this.#running.get(key)?.abort(new Error("the store is being deleted"));
    }
    this.#queue.add(key);
  }

  async #handle(key: string): Promise<void> {
    try {
      await this.#reconcile(key);
    } finally {
      if (this.#unseen.delete(key) && this.#unseen.size === 0) this.#caughtUp();
    }
  }

  async #reconcile(key: string): Promise<void> {
    let last: Store | undefined;
    try {
      for (let pass = 0; pass < MAX_PASSES; pass += 1) {
        // What was aborted may have got through all the same; the next start goes on from there.
        if (!this.#working) return;
        const store = this.#caches.stores.get(key);
        if (last !== undefined && last.metadata.uid !== store?.metadata.uid) this.#slots.remove(last.metadata.uid);
        last = store;
        if (store === undefined) await this.#orphans.look(this.#namespaceOf(key));
        if (store === undefined || !(await this.#pass(key, store, pass))) return;
      }
      throw new Error(`store ${key} did not settle in ${MAX_PASSES} passes`);
    } catch (error) {
      // Until its next try it could not use a slot: those behind it may.
      if (last !== undefined) this.#slots.hold(last, true);
      throw error;
    } finally {
      // The answer to a write may come after the end of the store: it must neither keep a slot nor wait for one.
      if (last !== undefined && this.#caches.stores.get(key)?.metadata.uid !== last.metadata.uid) {
        this.#slots.remove(last.metadata.uid);
      }
    }
  }

  #namespaceOf(key: string): string {
    return namespaceOf(key.slice(key.indexOf("/") + 1), this.#options.platform.config.NAMESPACE_PREFIX);
  }

  /** Observe, decide, act; false when there is nothing more to do for now. */
  async #pass(key: string, store: Store, pass: number): Promise<boolean> {
    const { platform, metrics, log, now, random, client, heartbeat } = this.#options;
    // It can only start when that namespace is gone, and until then others may.
    const namespace = this.#caches.namespaces.get(this.#namespaceOf(key));
    this.#slots.hold(store, namespace?.metadata.deletionTimestamp !== undefined);
    const running = new AbortController();
    this.#running.set(key, running);
    try {
      const observation = observe(
        store,
        this.#caches,
        platform,
        this.#routes,
        this.#drifts,
        this.#slots,
        now(),
        this.#since,
      );
      const action = decide(observation);
      metrics.actions.inc({ action: action.type });
      log.debug({ store: store.metadata.name, action: action.type, pass }, "decided");
      // A part that is not ready may be one that somebody took away.
      if (store.status?.phase === "Degraded" || action.type === "MarkDegraded") this.#drifts.suspect(store);
      const next = await this.#beside(action, async () => {
        const end = metrics.actionSeconds.startTimer({ action: action.type });
        const done = await act(action, observation, {
          client,
          platform,
          metrics,
          now,
          random,
          heartbeat,
          caches: this.#caches,
          slots: this.#slots,
          drifts: this.#drifts,
          // Most looks find nothing to say.
          get log() {
            return log.child({ store: store.metadata.name });
          },
          signal: running.signal,
        });
        end();
        return done;
      });
      if (next === "again") return true;
      if (next.at !== undefined) this.#queue.addAt(key, next.at);
      metrics.reconciles.inc({ result: "ok" });
      return false;
    } catch (error) {
      // Deletion or stop: not an error, and in the first case the key is in the queue already.
      if (running.signal.aborted) return false;
      throw error;
    } finally {
      this.#running.delete(key);
    }
  }

  /** helm takes seconds, at times minutes, and is bounded by itself: it must not take the workers from everybody. */
  #beside(action: Action, work: () => Promise<Next>): Promise<Next> {
    switch (action.type) {
      // As many as there are slots.
      case "ApplyRelease":
      case "RollBack":
        return this.#queue.aside(work);
      case "MakePlan":
      case "Uninstall":
        return this.#queue.aside(() => this.#uninstalls.use(work));
      default:
        return work();
    }
  }

  #caughtUp(): void {
    const { metrics, log, now } = this.#options;
    metrics.caughtUpAt.set(now() / 1000);
    this.#orphans.look().catch((error: unknown) => log.warn({ err: error }, "could not look for orphaned namespaces"));
    log.info({ stores: this.#caches.stores.watch.items.size }, "every store was looked at once");
  }

  #complain(key: string, error: unknown, retryInMs: number): void {
    const { log, metrics } = this.#options;
    metrics.queueRetries.inc();
    const fields = { store: key, retryInMs: Math.round(retryInMs), err: error };
    if (isConflict(error)) {
      metrics.reconciles.inc({ result: "conflict" });
      log.debug(fields, "somebody else wrote meanwhile");
    } else if (isTransient(error) || (error instanceof KubeError && error.status === 403)) {
      metrics.reconciles.inc({ result: "transient" });
      log.warn(fields, "the API server did not do it; trying again");
    } else {
      metrics.reconciles.inc({ result: "error" });
      log.error(fields, "reconciling failed; trying again");
    }
  }
}
