import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { Cluster } from "../../../dev/cluster/cluster.ts";
import { compactHistory } from "../../../dev/cluster/compact-history.ts";
import type { ChaosArguments } from "../arguments.ts";
import { writeCharts } from "../engine/engine.ts";
import { type Lane, startLane } from "../lane/lane.ts";
import { Pool } from "../lane/pool.ts";
import { discardStore } from "../lane/stores.ts";
import { differences, type Outcome } from "../oracle/digest.ts";
import { type Observer, startObserver } from "../oracle/observer.ts";
import { SCENARIOS, type Scenario, startKey } from "../scenarios/scenario.ts";
import { SWEEPS } from "../sweeps/sweeps.ts";
import type { Aim } from "../sweeps/trigger.ts";
import { type Point, pointsOf, samplePoints } from "./points.ts";
import { startProgress } from "./progress.ts";
import { seeded } from "./random.ts";
import type { PointResult } from "./report.ts";
import { type RunResult, runScenario } from "./run-scenario.ts";

export interface ChaosOptions {
  args: ChaosArguments;
  cluster: Pick<Cluster, "kubeconfig" | "bin" | "etcd">;
  stateDir: string;
  signal: AbortSignal;
  say(line: string): void;
  tell(result: PointResult): void;
}

interface LaneAtWork {
  lane: Lane;
  pool: Pool;
}

/** Fault-free runs first, then the points, several lanes side by side. */
export async function runChaos(options: ChaosOptions): Promise<void> {
  const { args, cluster, stateDir, signal, say } = options;
  const chartsDir = join(stateDir, "charts");
  mkdirSync(chartsDir, { recursive: true });
  writeCharts(chartsDir);
  const observer = await startObserver(createKubeClient(loadKubeConfig({ file: cluster.kubeconfig })), say);
  const { kubeconfig, bin } = cluster;
  const names = Array.from({ length: args.lanes }, (_, index) => `zp${index + 1}`);
  const lanes: LaneAtWork[] = [];
  try {
    const started = await Promise.allSettled(
      names.map(async (name) => {
        const lane = await startLane({ name, kubeconfig, helm: bin.helm, chartsDir, stateDir, signal });
        lanes.push({ lane, pool: new Pool(lane, signal) });
      }),
    );
    for (const each of started) if (each.status === "rejected") throw each.reason;
    const work = new Work(options, observer, lanes);
    const points = await work.plan();
    say(`${points.length} points, ${lanes.length} lanes`);
    await work.tryAll(points);
  } finally {
    await Promise.allSettled(lanes.map(({ lane }) => lane.stop()));
    await observer.stop();
  }
}

class Work {
  readonly #options: ChaosOptions;
  readonly #observer: Observer;
  readonly #lanes: readonly LaneAtWork[];
  readonly #expected = new Map<string, Outcome>();

  constructor(options: ChaosOptions, observer: Observer, lanes: readonly LaneAtWork[]) {
    this.#options = options;
    this.#observer = observer;
    this.#lanes = lanes;
  }

  /** Runs each scenario without a fault, and gives the points to try. */
  async plan(): Promise<Point[]> {
    const { args, say } = this.#options;
    const scenarios = SCENARIOS.filter(({ name }) => args.scenarios.includes(name));
    const sweeps = SWEEPS.filter(({ name }) => args.sweeps.includes(name));
    const found = new Map<Scenario, Point[]>();
    await this.#spread(scenarios, async (at, scenario) => {
      const { outcome, trigger } = await this.#undisturbed(at, scenario);
      this.#expected.set(scenario.name, outcome);
      say(`${scenario.name}: ${trigger.writes.length} writes, ${trigger.events.length} events`);
      found.set(
        scenario,
        sweeps.flatMap((sweep) => pointsOf(scenario, sweep, trigger)),
      );
    });
    const all = scenarios.flatMap((scenario) => found.get(scenario) ?? []);
    if (args.point !== undefined) {
      const point = all.filter(({ key }) => key === args.point);
      if (point.length === 0)
        throw new Error(`no point ${args.point}; there is:\n${all.map(({ key }) => key).join("\n")}`);
      return point;
    }
    return args.all ? all : samplePoints(all, args.points, seeded(args.seed));
  }

  async tryAll(points: readonly Point[]): Promise<void> {
    const { say, tell } = this.#options;
    const progress = startProgress(points.length, say);
    try {
      await this.#spread(points, async (at, point, left) => {
        const { scenario, sweep, key } = point;
        const wanted = left.filter((other) => startKey(other.scenario.start) === startKey(scenario.start)).length;
        const share = 1 + Math.floor(wanted / this.#lanes.length);
        const { trigger, problems, settledMs } = await this.#run(at, scenario, share, { sweep, key });
        tell({ point, reached: trigger.reachedAt !== undefined, problems, settledMs, lane: at.lane.log });
        progress.done();
        // What went wrong must not go on into the next run.
        if (problems.length > 0) await at.lane.kill(true);
      });
    } finally {
      progress.stop();
    }
  }

  /** Twice, so that what chance decides shows before it is taken for a fault's doing. */
  async #undisturbed(at: LaneAtWork, scenario: Scenario): Promise<RunResult> {
    const first = await this.#run(at, scenario, 2);
    const second = await this.#run(at, scenario, 1);
    const problems = [...first.problems, ...second.problems, ...differences(first.outcome, second.outcome)];
    if (problems.length === 0) return first;
    throw new Error(`${scenario.name} without any fault:\n  ${problems.slice(0, 8).join("\n  ")}`);
  }

  async #run({ lane, pool }: LaneAtWork, scenario: Scenario, wanted: number, aim?: Aim): Promise<RunResult> {
    const { cluster, signal } = this.#options;
    await lane.start();
    const store = await pool.take(scenario.start, wanted);
    const expected = aim && this.#expected.get(scenario.name);
    try {
      return await runScenario({
        ...{ lane, observer: this.#observer, scenario, store, signal },
        ...(aim && { aim }),
        ...(expected && { expected }),
        compactHistory: () => compactHistory(cluster.etcd),
      });
    } finally {
      await discardStore(lane, store);
    }
  }

  /** Each item to the lane that is free next, in order. */
  async #spread<T>(items: readonly T[], work: (at: LaneAtWork, item: T, left: readonly T[]) => Promise<void>) {
    const left = [...items];
    await Promise.all(
      this.#lanes.map(async (at) => {
        for (let item = left.shift(); item !== undefined; item = left.shift()) await work(at, item, left);
      }),
    );
  }
}
