import { waitUntil } from "../../dev/cluster/wait-until.ts";
import type { AuditedWrites } from "./audit-log.ts";
import { makeFleet } from "./fleet/make-fleet.ts";
import { operatorMetrics } from "./operator-metrics.ts";
import { processFigures } from "./process-figures.ts";
import { openWorld } from "./world.ts";

export interface IdleFigures {
  stores: number;
  minutes: number;
  audited: AuditedWrites;
  helmRuns: number;
  /** Looks at a store, whatever the reason. */
  reconciles: number;
  cpuSeconds: number;
  rssBytes: [start: number, end: number];
}

const SETTLE_MS = 300_000;

/** Over Ready stores, with the cluster's controllers and simulated nodes at work as ever. */
export async function benchIdle(
  { stores, minutes, engine }: { stores: number; minutes: number; engine: string },
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<IdleFigures> {
  const world = await openWorld({ maxStores: stores + 100, signal });
  try {
    const fleet = await makeFleet(world, engine);
    say(`${stores} Ready stores: ${await fleet.growTo(stores)} objects`);
    await world.controllers.start();
    const operator = await world.startOperator(SETTLE_MS);
    const pid = operator.process.pid ?? 0;
    // The controllers, started over everything at once, need their time; idle is when nothing more happens.
    let before = -1;
    const still = async () => {
      const metric = await operatorMetrics(operator.url);
      const now = metric("shopyard_operator_reconciles_total");
      const quiet = metric("shopyard_operator_caught_up_timestamp_seconds") > 0 && now === before;
      before = now;
      return quiet;
    };
    await waitUntil(still, { what: "nothing to happen", timeoutMs: SETTLE_MS, everyMs: 15_000, signal });
    world.audit.take();
    const start = { ...processFigures(pid), metric: await operatorMetrics(operator.url) };
    say(`idle from now on, for ${minutes} minutes`);
    const until = Date.now() + minutes * 60_000;
    const over = async () => Date.now() >= until;
    await waitUntil(over, { what: "the time to pass", timeoutMs: minutes * 60_000 + 60_000, everyMs: 1_000, signal });
    const end = { ...processFigures(pid), metric: await operatorMetrics(operator.url) };
    const grown = (name: string) => end.metric(name) - start.metric(name);
    return {
      ...{ stores, minutes, audited: world.audit.take() },
      helmRuns: grown("shopyard_operator_helm_runs_total"),
      reconciles: grown("shopyard_operator_reconciles_total"),
      cpuSeconds: end.cpuSeconds - start.cpuSeconds,
      rssBytes: [start.rssBytes, end.rssBytes],
    };
  } finally {
    await world.close();
  }
}
