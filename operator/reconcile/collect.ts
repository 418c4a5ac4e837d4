import type { Metrics } from "../metrics.ts";
import { LANES } from "../queue/lanes.ts";
import type { Slots } from "../queue/slots.ts";
import type { WorkQueue } from "../queue/work-queue.ts";
import { allWatches, type Caches } from "../watch/caches.ts";

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
  for (const { status } of caches.stores.values()) {
    const phase = status?.phase ?? "Pending";
    phases.set(phase, (phases.get(phase) ?? 0) + 1);
  }
  metrics.stores.reset();
  for (const [phase, count] of phases) metrics.stores.set({ phase }, count);
}
