/**
 * Leader election on a Lease.
 *
 *                +---- released, or not renewed for leaseMs as this process's own clock sees it ----+
 *                v                                                                                  |
 *   standby --(take)--> proving --(the fence lets a dry run through)--> leading --(renewed)--> ... |
 *      ^                                                                   |                       |
 *      +------- Lease in other hands, or no renewal for renewDeadline -----+                       |
 *      +--------------------------------------------------------------------------------- standby -+
 *
 * Times are of this process's monotonic clock: what another machine's clock says of the Lease counts for nothing. A
 * renewal counts from when it was sent. Source: k8s.io/client-go/tools/leaderelection, which works the same way.
 */
import type { KubeClient } from "@shopyard/kube/client.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { ListWatch, type ListWatchLog } from "@shopyard/kube/list-watch.ts";
import { LEASES } from "@shopyard/kube/paths.ts";
import { sleep } from "@shopyard/kube/sleep.ts";
import { mayWrite } from "./fence.ts";
import { createLease, heldBy, type Lease, leasePath, released } from "./lease.ts";

export interface ElectionOptions {
  client: KubeClient;
  namespace: string;
  /** Of the Lease. */
  name: string;
  /** From readIdentity. */
  identity: string;
  /** Seconds without a renewal after which another may take the Lease. */
  seconds: number;
  /** This process leads, and the API server lets it write. Work begins when it returns. */
  onLeading(): void | Promise<void>;
  /** It leads no longer. The Lease is not taken anew before this resolves. */
  onLost(why: string): void | Promise<void>;
  log: ListWatchLog & { info(fields: object, message: string): void };
  random?: () => number;
}

/** Told of every renewal: what runs on the leader's behalf in other processes lives by it (effects/helm.ts). */
export interface Heartbeat {
  /** Milliseconds without a beat after which that work must have ended: well before another may lead. */
  readonly deadlineMs: number;
  /** @returns what ends the subscription */
  onBeat(listener: () => void): () => void;
}

export class LeaderElection implements Heartbeat {
  readonly #options: ElectionOptions;
  readonly #watch: ListWatch<Lease>;
  readonly #beats = new Set<() => void>();
  readonly #stopping = new AbortController();
  /** The Lease as it was seen last, and when: it expires by this clock. */
  #seen: { lease: Lease | undefined; at: number } = { lease: undefined, at: performance.now() };
  #changed = Promise.withResolvers<void>();
  #leading = false;
  #running: Promise<void> | undefined;

  constructor(options: ElectionOptions) {
    this.#options = options;
    const { client, namespace, name, log } = options;
    this.#watch = new ListWatch<Lease>({
      client,
      namespace,
      log,
      resource: LEASES,
      fieldSelector: `metadata.name=${name}`,
      // A watch that fell silent would only cost the time until the Lease runs out.
      silenceMs: 60_000,
      onUpsert: (lease) => this.#see(lease),
      onDelete: () => this.#see(undefined),
    });
  }

  get leading(): boolean {
    return this.#leading;
  }
  get deadlineMs(): number {
    return (this.#leaseMs * 2) / 3;
  }
  get #leaseMs(): number {
    return this.#options.seconds * 1000;
  }
  get #renewMs(): number {
    return this.#leaseMs / 7.5;
  }

  onBeat(listener: () => void): () => void {
    this.#beats.add(listener);
    return () => this.#beats.delete(listener);
  }

  start(): void {
    this.#watch.start();
    this.#running = this.#run();
  }

  /** Ends leading, in order: what runs is ended first, then the Lease is given back, so that the next need not wait. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#changed.resolve();
    await this.#running;
    await this.#watch.stop();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const taken = await this.#take();
      if (taken === undefined) {
        await this.#untilFree();
        continue;
      }
      await this.#lead(taken);
      // Somebody else's turn, and no tight loop where work cannot begin.
      await sleep(this.#renewMs * (0.5 + this.#random()), signal);
    }
  }

  /** Waits until the Lease changes, or has run out, or a moment after a failure. */
  async #untilFree(): Promise<void> {
    const left = this.#seen.at + this.#leaseMs - performance.now();
    const waitMs = left > 0 && this.#heldByOther() ? left : this.#renewMs * (0.5 + this.#random());
    const woken = new AbortController();
    const changed = this.#changed.promise.then(() => woken.abort());
    await Promise.race([changed, sleep(waitMs, AbortSignal.any([woken.signal, this.#stopping.signal]))]);
    woken.abort();
  }

  /** Takes the Lease where nobody holds it. */
  async #take(): Promise<{ lease: Lease; at: number } | undefined> {
    const { client, namespace, name, identity, seconds, log } = this.#options;
    try {
      const fresh = await client.get<Lease>(leasePath(namespace, name), { signal: this.#stopping.signal });
      this.#see(fresh);
      if (this.#heldByOther() && performance.now() - this.#seen.at < this.#leaseMs) return undefined;
      const at = performance.now();
      const wanted = heldBy(identity, fresh ?? { metadata: { name, namespace } }, seconds, new Date());
      const lease = fresh
        ? await client.replace<Lease>(leasePath(namespace, name), wanted, { signal: this.#stopping.signal })
        : await createLease(client, namespace, wanted);
      this.#see(lease);
      return { lease, at };
    } catch (error) {
      if (!this.#stopping.signal.aborted && !isConflict(error)) log.warn({ err: error }, "could not take the lease");
      return undefined;
    }
  }

  async #lead(taken: { lease: Lease; at: number }): Promise<void> {
    const { log, identity, onLeading, onLost } = this.#options;
    const term = new AbortController();
    let renewedAt = taken.at;
    let why = "the operator is stopping";
    const renewing = this.#renewWhile(term.signal, taken, (at) => {
      renewedAt = at;
      for (const beat of this.#beats) beat();
    }).then((reason) => {
      why = reason ?? why;
      term.abort();
    });
    const start = performance.now();
    if (await this.#prove(term.signal)) {
      log.info({ identity, provedMs: Math.round(performance.now() - start) }, "leading");
      this.#leading = true;
      try {
        await onLeading();
      } catch (error) {
        why = `could not begin: ${error instanceof Error ? error.message : String(error)}`;
        log.warn({ err: error }, "could not begin to lead");
        term.abort();
      }
    }
    await renewing;
    this.#leading = false;
    const heldMs = performance.now() - renewedAt;
    log.info({ identity, why, sinceRenewalMs: Math.round(heldMs) }, "leading no longer");
    await onLost(why);
    await this.#release();
  }

  /** Nothing is written before the API server has seen that the Lease has moved: then the old leader's writes are refused. */
  async #prove(signal: AbortSignal): Promise<boolean> {
    const { client, namespace, log } = this.#options;
    while (!signal.aborted && !this.#stopping.signal.aborted) {
      try {
        if (await mayWrite(client, namespace, signal)) return true;
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, "could not ask whether the fence has moved");
      }
      await sleep(20, signal);
    }
    return false;
  }

  /** @returns why it ended; undefined when it was told to */
  async #renewWhile(
    signal: AbortSignal,
    taken: { lease: Lease; at: number },
    renewed: (at: number) => void,
  ): Promise<string | undefined> {
    const { client, namespace, name, identity, seconds, log } = this.#options;
    const ended = AbortSignal.any([signal, this.#stopping.signal]);
    let { lease, at: last } = taken;
    while (!ended.aborted) {
      await this.#pause(ended, last);
      if (ended.aborted) return undefined;
      if (this.#heldByOther()) return `the lease is held by ${this.#seen.lease?.spec?.holderIdentity || "nobody"}`;
      const left = last + this.deadlineMs - performance.now();
      if (left <= 0) return `the lease could not be renewed for ${Math.round(this.deadlineMs / 1000)} s`;
      const at = performance.now();
      try {
        lease = await client.replace<Lease>(
          leasePath(namespace, name),
          heldBy(identity, this.#newest(lease), seconds, new Date()),
          { signal: ended, timeoutMs: Math.min(left, this.#leaseMs / 3) },
        );
        last = at;
        this.#see(lease);
        renewed(at);
      } catch (error) {
        if (ended.aborted) return undefined;
        log.warn({ err: error }, "could not renew the lease");
        if (isConflict(error)) {
          const fresh = await client.get<Lease>(leasePath(namespace, name), { signal: ended }).catch(() => undefined);
          if (fresh !== undefined) this.#see(fresh);
        }
      }
    }
    return undefined;
  }

  /** Until the next renewal is due; wakes when the Lease goes to somebody else. */
  async #pause(ended: AbortSignal, last: number): Promise<void> {
    const due = Math.max(last + this.#renewMs - performance.now(), 100);
    const woken = new AbortController();
    const until = AbortSignal.any([ended, woken.signal]);
    const timer = sleep(due, until);
    let waiting = true;
    timer.then(() => {
      waiting = false;
    });
    while (waiting && !this.#heldByOther()) await Promise.race([timer, this.#changed.promise]);
    woken.abort();
  }

  async #release(): Promise<void> {
    const { client, namespace, name, identity, log } = this.#options;
    const { lease } = this.#seen;
    if (lease?.spec?.holderIdentity !== identity) return;
    try {
      this.#see(await client.replace<Lease>(leasePath(namespace, name), released(lease), { timeoutMs: 2_000 }));
    } catch (error) {
      log.warn({ err: error }, "could not give the lease back: the next waits until it runs out");
    }
  }

  #see(lease: Lease | undefined): void {
    const { lease: before } = this.#seen;
    const version = lease?.metadata.resourceVersion;
    // An older state that comes late (the watch after a write's answer) says nothing new.
    if (before !== undefined && lease !== undefined && Number(version) <= Number(before.metadata.resourceVersion))
      return;
    this.#seen = { lease, at: performance.now() };
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  #newest(lease: Lease): Lease {
    const seen = this.#seen.lease;
    return seen !== undefined && Number(seen.metadata.resourceVersion) > Number(lease.metadata.resourceVersion)
      ? seen
      : lease;
  }

  #heldByOther(): boolean {
    const holder = this.#seen.lease?.spec?.holderIdentity;
    return holder !== undefined && holder !== "" && holder !== this.#options.identity;
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }
}
