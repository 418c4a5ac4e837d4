import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { Cluster } from "../../../dev/cluster/cluster.ts";
import type { ChaosArguments } from "../arguments.ts";
import { writeCharts } from "../engine/engine.ts";
import { startLane } from "../lane/lane.ts";
import { Pool } from "../lane/pool.ts";
import { startObserver } from "../oracle/observer.ts";
import { planPoints } from "./plan-points.ts";
import { startProgress } from "./progress.ts";
import type { PointResult } from "./report.ts";
import { type LaneAtWork, Runner } from "./runner.ts";
import { spread } from "./spread.ts";

export interface ChaosOptions {
  args: ChaosArguments;
  cluster: Pick<Cluster, "kubeconfig" | "etcd"> & { helm: string };
  stateDir: string;
  signal: AbortSignal;
  say(line: string): void;
  tell(result: PointResult): void;
}

/** Fault-free runs first, then the points, several lanes side by side. */
export async function runChaos({ args, cluster, stateDir, signal, say, tell }: ChaosOptions): Promise<void> {
  const began = Date.now();
  const chartsDir = join(stateDir, "charts");
  mkdirSync(chartsDir, { recursive: true });
  writeCharts(chartsDir);
  const { kubeconfig, helm, etcd } = cluster;
  const observer = await startObserver(createKubeClient(loadKubeConfig({ file: kubeconfig })));
  const lanes: LaneAtWork[] = [];
  try {
    const names = Array.from({ length: args.lanes }, (_, index) => `zp${index + 1}`);
    const started = await Promise.allSettled(
      names.map(async (name) => {
        const lane = await startLane({ name, kubeconfig, helm, chartsDir, stateDir, signal });
        lanes.push({ lane, pool: new Pool(lane, signal) });
      }),
    );
    for (const each of started) if (each.status === "rejected") throw each.reason;
    const runner = new Runner({ observer, lanes: lanes.length, etcd, signal });
    const points = await planPoints(args, lanes, runner, say);
    say(`${points.length} points, ${lanes.length} lanes`);
    const progress = startProgress(points.length, say);
    let left = 0;
    try {
      await spread(lanes, points, async (at, point, others) => {
        if (Date.now() - began > args.minutes * 60_000) {
          left += 1;
          return;
        }
        tell(await runner.tryPoint(at, point, others));
        progress.done();
      });
      if (left > 0) say(`${args.minutes} minutes are over: ${left} points were not tried`);
    } finally {
      progress.stop();
    }
  } finally {
    await Promise.allSettled(lanes.map(({ lane }) => lane.stop()));
    await observer.stop();
  }
}
