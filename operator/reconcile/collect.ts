import type { Metrics } from "../metrics.ts";
import { LANES } from "../queue/lanes.ts";
import type { Slots } from "../queue/slots.ts";
import type { WorkQueue } from "../queue/work-queue.ts";
import { allWatches, type Caches } from "../watch/caches.ts";
import { findCondition, isServing } from "./conditions.ts";

/** Sets the gauges to what is so when somebody asks for them. */
export function collect(state: {
  metrics: Metrics;
  queue: WorkQueue;
  slots: Slots;
  caches: Caches;
  orphans: number;
  /** False while it stands by: keys gather in its queue then, and none of them waits for a worker. */
  working: boolean;
}): void {
  const { metrics, queue, slots, caches, working } = state;
  for (const lane of LANES) {
    metrics.queueDepth.set({ lane }, working ? queue.depth(lane) : 0);
    metrics.queueAgeSeconds.set({ lane }, working ? queue.ageMs(lane) / 1000 : 0);
  }
  metrics.orphanedNamespaces.set(state.orphans);
  metrics.slotsInUse.set(slots.inUse);
  metrics.slotsWaiting.set(slots.waiting);
  metrics.watchConnected.set(allWatches(caches).filter((watch) => watch.state !== "disconnected").length);
  const phases = new Map<string, number>();
  const certificates = new Map<string, number>();
  for (const { status } of caches.stores.values()) {
    const phase = status?.phase ?? "Pending";
    count(phases, phase);
    const certified = findCondition(status, "Certified");
    if (certified !== undefined && isServing(status)) count(certificates, certified.reason);
  }
  metrics.stores.reset();
  for (const [phase, stores] of phases) metrics.stores.set({ phase }, stores);
  metrics.certificates.reset();
  for (const [reason, stores] of certificates) metrics.certificates.set({ reason }, stores);
}

const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
