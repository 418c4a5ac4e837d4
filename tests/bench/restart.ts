import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import type { AuditedWrites } from "./audit-log.ts";
import type { BareList } from "./bare-list.ts";
import { makeFleet } from "./fleet/make-fleet.ts";
import { operatorMetrics } from "./operator-metrics.ts";
import { processFigures } from "./process-figures.ts";
import { openWorld, type World } from "./world.ts";

/** How long an operator that has caught up is looked at for writes that come late, in milliseconds. */
const AFTERWARDS_MS = 10_000;
const PATIENCE_MS = 900_000;
const BARE_LIST = fileURLToPath(new URL("bare-list.ts", import.meta.url));

/** One start of the operator, and one bare list beside it. */
export interface RestartRun {
  operator: {
    /** From the start of the process until every store was looked at once. */
    seconds: number;
    helmRuns: number;
    audited: AuditedWrites;
    rssBytes: number;
    peakRssBytes: number;
    cpuSeconds: number;
  };
  bare: { seconds: number; cpuSeconds: number };
}

export interface RestartFigures {
  stores: number;
  /** Of all kinds, in the database. */
  objects: number;
  /** What operator and bare list list. */
  watched: number;
  runs: RestartRun[];
}

export async function benchRestart(
  args: { stores: readonly number[]; runs: number; engine: string },
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<RestartFigures[]> {
  const world = await openWorld({ maxStores: Math.max(...args.stores) + 100, signal });
  try {
    const fleet = await makeFleet(world, args.engine);
    const figures: RestartFigures[] = [];
    for (const stores of args.stores.toSorted((a, b) => a - b)) {
      const objects = await fleet.growTo(stores);
      say(`${stores} Ready stores: ${objects} objects`);
      const runs: RestartRun[] = [];
      let watched = 0;
      for (let run = 1; run <= args.runs; run += 1) {
        signal.throwIfAborted();
        const { objects: listed, ...bare } = await listBare(world);
        watched = listed;
        const operator = await startOver(world, stores, signal);
        say(`run ${run}: operator ${operator.seconds.toFixed(1)} s, bare list ${bare.seconds.toFixed(1)} s`);
        runs.push({ operator, bare });
      }
      figures.push({ stores, objects, watched, runs });
    }
    return figures;
  } finally {
    await world.close();
  }
}

async function listBare({ platform }: World) {
  const startedAt = Date.now();
  const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", BARE_LIST], {
    env: { ...process.env, ...platform.operatorEnv },
  });
  const { doneAt, ...rest } = JSON.parse(stdout) as BareList;
  return { ...rest, seconds: (doneAt - startedAt) / 1000 };
}

async function startOver(world: World, stores: number, signal: AbortSignal): Promise<RestartRun["operator"]> {
  world.audit.take();
  const startedAt = Date.now();
  const operator = await world.startOperator(PATIENCE_MS);
  let caughtUpAt = 0;
  const caughtUp = async () => {
    caughtUpAt = (await operatorMetrics(operator.url))("shopyard_operator_caught_up_timestamp_seconds");
    return caughtUpAt > 0;
  };
  await waitUntil(caughtUp, { what: "the operator to catch up", timeoutMs: PATIENCE_MS, everyMs: 200, signal });
  const pid = operator.process.pid ?? 0;
  const { cpuSeconds } = processFigures(pid);
  const until = Date.now() + AFTERWARDS_MS;
  await waitUntil(async () => Date.now() > until, { what: "late writes", timeoutMs: PATIENCE_MS, signal });
  const metric = await operatorMetrics(operator.url);
  const ready = metric("shopyard_operator_stores");
  if (ready !== stores) throw new Error(`the operator sees ${ready} stores, not ${stores}`);
  const { rssBytes, peakRssBytes } = processFigures(pid);
  const helmRuns = metric("shopyard_operator_helm_runs_total");
  await operator.stop();
  return {
    ...{ seconds: caughtUpAt - startedAt / 1000, helmRuns, rssBytes, peakRssBytes, cpuSeconds },
    audited: world.audit.take(),
  };
}
