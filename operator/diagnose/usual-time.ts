import type { Store } from "@shopyard/crds/store.ts";
import { findCondition } from "../reconcile/conditions.ts";

/** How long stores of an engine took to be Ready for the first time, in milliseconds. */
export interface UsualTime {
  /** Half of them took less. */
  median: number;
  /** What takes longer than this is slower than usual. */
  slowAfter: number;
}

/** With fewer past runs nobody can tell what is usual. */
const FEWEST_RUNS = 5;
/** The latest count: images, nodes and charts change. */
const MOST_RUNS = 100;
/** Nothing is slow that takes less. */
const SHORTEST_MS = 30_000;

/**
 * Whether it is time to ask what is usual, or when it will be (milliseconds since the epoch): in a first round, with a
 * slot in hand, once an attempt. Others are looked through only then: there may be thousands.
 */
export function askUsual({ status }: Store, now: number): "now" | number | undefined {
  const { slotSince, readyAt } = status ?? {};
  if (slotSince === undefined || readyAt !== undefined || isToldSlow(status)) return undefined;
  const at = Date.parse(slotSince) + SHORTEST_MS;
  return at <= now ? "now" : at;
}

const isToldSlow = (status: Store["status"]): boolean =>
  status?.events?.some(
    ({ reason, attempt, time }) =>
      reason === "SlowerThanUsual" && attempt === status.attempts && time >= (status.startedAt ?? ""),
  ) ?? false;

/**
 * From the stores that are there: their first rounds that went through at the first attempt and undisturbed, on
 * simulated nodes or on real ones, never both. Undefined where there are too few.
 */
export function usualTime(stores: Iterable<Store>, engine: string, simulated: boolean): UsualTime | undefined {
  const runs: { readyAt: string; ms: number }[] = [];
  for (const { spec, status } of stores) {
    if (spec.engine !== engine || status?.phase !== "Ready" || !status.startedAt || !status.readyAt) continue;
    // A later round, a second attempt, a restart of the operator, or time as Degraded is in between.
    const undisturbed = status.release?.revision === 1 && status.attempts === 1 && !status.slotMs && !status.lastError;
    const onSimulated = findCondition(status, "Serving")?.reason === "Simulated";
    const ms = Date.parse(status.readyAt) - Date.parse(status.startedAt);
    if (undisturbed && onSimulated === simulated && ms > 0) runs.push({ readyAt: status.readyAt, ms });
  }
  if (runs.length < FEWEST_RUNS) return undefined;
  const latest = runs.sort((a, b) => (a.readyAt < b.readyAt ? 1 : -1)).slice(0, MOST_RUNS);
  const ascending = latest.map(({ ms }) => ms).sort((a, b) => a - b);
  const percentile = (part: number): number => ascending[Math.ceil(part * ascending.length) - 1] ?? 0;
  return { median: percentile(0.5), slowAfter: Math.max(SHORTEST_MS, 2 * percentile(0.9)) };
}
