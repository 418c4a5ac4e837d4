import type { Scenario } from "../scenarios/scenario.ts";
import type { Sequence } from "../scenarios/sequence.ts";
import type { Sweep } from "../sweeps/fault.ts";
import type { SequenceSweep } from "../sweeps/sequence-sweeps.ts";
import type { Trigger } from "../sweeps/trigger.ts";
import { seeded, shuffle } from "./random.ts";

/** One thing to try. */
export type Point =
  /** One fault at one write or event of a scenario. */
  | { at: "write" | "event"; scenario: Scenario; sweep: Sweep; key: string }
  /** One sequence of changes. */
  | { at: "sequence"; sweep: SequenceSweep; key: string; sequence: Sequence };

/** Every place of a fault-free run where a sweep has its fault happen. */
export function pointsOf(scenario: Scenario, sweep: Sweep, { writes, events }: Trigger): Point[] {
  const places = sweep.at === "event" ? events : writes.filter((write) => sweep.applies?.(write) ?? true);
  return places.map(({ key }) => ({ at: sweep.at, scenario, sweep, key }));
}

/** The same sequences for the same seed, whichever other sweeps are tried. */
export function sequencePoints(sweep: SequenceSweep, all: boolean, seed: number): Point[] {
  const sequences = sweep.sequences({ all, random: seeded(seed) });
  return sequences.map((sequence, index) => ({ at: "sequence", sweep, key: `#${index + 1}`, sequence }));
}

/**
 * So many of them, by chance: one of each sweep in turn, so that none is left out while another has many. In the order
 * of `points`.
 */
export function samplePoints(points: readonly Point[], count: number, random: () => number): Point[] {
  const bySweep = Map.groupBy(shuffle(points, random), ({ sweep }) => sweep.name);
  const chosen = new Set<Point>();
  const queues = shuffle([...bySweep.values()], random);
  while (chosen.size < count && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      const point = chosen.size < count ? queue.pop() : undefined;
      if (point !== undefined) chosen.add(point);
    }
  }
  return points.filter((point) => chosen.has(point));
}
