import type { StoreSpec } from "@shopyard/crds/store.ts";
import type { EtcdAccess } from "../../../dev/cluster/cluster.ts";
import { compactHistory } from "../../../dev/cluster/compact-history.ts";
import type { Lane } from "../lane/lane.ts";
import type { Pool } from "../lane/pool.ts";
import { discardStore } from "../lane/stores.ts";
import { differences, type Outcome } from "../oracle/digest.ts";
import type { Observer } from "../oracle/observer.ts";
import { type Scenario, type Start, startKey } from "../scenarios/scenario.ts";
import { BEGINNING } from "../scenarios/sequence.ts";
import type { Aim } from "../sweeps/trigger.ts";
import type { Point } from "./points.ts";
import type { PointResult } from "./report.ts";
import { type RunResult, runScenario } from "./run-scenario.ts";
import { runSequence } from "./run-sequence.ts";

export interface LaneAtWork {
  lane: Lane;
  pool: Pool;
}

export interface RunnerOptions {
  observer: Observer;
  /** How many lanes share the points. */
  lanes: number;
  etcd: EtcdAccess;
  signal: AbortSignal;
}

/** Tries points in a lane, each with a store of its own, and knows what undisturbed runs come to. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #undisturbed = new Map<Scenario, Outcome>();
  readonly #atLeisure = new Map<string, Promise<Outcome>>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /**
   * Runs a scenario without a fault, twice, so that what chance decides shows before it is taken for a fault's doing.
   * @throws Error where it does not come to rest, or not twice to the same
   */
  async learn(at: LaneAtWork, scenario: Scenario): Promise<RunResult> {
    const first = await this.#runScenario(at, scenario, 2);
    const second = await this.#runScenario(at, scenario, 1);
    const problems = [...first.problems, ...second.problems, ...differences(first.outcome, second.outcome)];
    refuse(`${scenario.name} without any fault`, problems);
    this.#undisturbed.set(scenario, first.outcome);
    return first;
  }

  /** @param left points that are still to come, for which stores can be made ready together with this one's */
  async tryPoint(at: LaneAtWork, point: Point, left: readonly Point[]): Promise<PointResult> {
    const start = startOf(point);
    const alike = left.filter((other) => startKey(startOf(other)) === startKey(start)).length;
    const wanted = 1 + Math.floor(alike / this.#options.lanes);
    const { problems, settledMs, reached } =
      point.at === "sequence"
        ? await this.#trySequence(at, point, wanted)
        : await this.#tryAim(at, point.scenario, wanted, point);
    // What went wrong must not go on into the next run.
    if (problems.length > 0) await at.lane.kill(true);
    return { point, reached, problems, settledMs, log: at.lane.log };
  }

  async #tryAim(at: LaneAtWork, scenario: Scenario, wanted: number, { sweep, key }: Aim) {
    const { trigger, ...result } = await this.#runScenario(at, scenario, wanted, { sweep, key });
    return { ...result, reached: trigger.reachedAt !== undefined };
  }

  async #trySequence(at: LaneAtWork, { sequence }: Extract<Point, { at: "sequence" }>, wanted: number) {
    const { observer, signal } = this.#options;
    const expected = await this.#comesTo(at, sequence.last);
    const result = await this.#withStore(at, [BEGINNING], wanted, (store) =>
      runSequence({ lane: at.lane, observer, sequence, store, expected, signal }),
    );
    return { ...result, reached: true };
  }

  /** What a store comes to that is brought from the beginning to this spec at leisure. */
  #comesTo(at: LaneAtWork, last: StoreSpec): Promise<Outcome> {
    const known = this.#atLeisure.get(JSON.stringify(last));
    if (known !== undefined) return known;
    const { observer, signal } = this.#options;
    const sequence = { steps: [{ do: "apply", spec: last } as const], last };
    const learnt = this.#withStore(at, [BEGINNING], 1, async (store) => {
      const { outcome, problems } = await runSequence({ lane: at.lane, observer, sequence, store, signal });
      refuse(`${JSON.stringify(last)} at leisure`, problems);
      return outcome;
    });
    this.#atLeisure.set(JSON.stringify(last), learnt);
    return learnt;
  }

  #runScenario(at: LaneAtWork, scenario: Scenario, wanted: number, aim?: Aim): Promise<RunResult> {
    const { observer, etcd, signal } = this.#options;
    const expected = aim && this.#undisturbed.get(scenario);
    return this.#withStore(at, scenario.start, wanted, (store) =>
      runScenario({
        ...{ lane: at.lane, observer, scenario, store, signal },
        ...(aim && { aim }),
        ...(expected && { expected }),
        compactHistory: () => compactHistory(etcd),
      }),
    );
  }

  async #withStore<T>({ lane, pool }: LaneAtWork, start: Start, wanted: number, run: (store: string) => Promise<T>) {
    await lane.start();
    const store = await pool.take(start, wanted);
    try {
      return await run(store);
    } finally {
      await discardStore(lane, store);
    }
  }
}

const startOf = (point: Point): Start => (point.at === "sequence" ? [BEGINNING] : point.scenario.start);

function refuse(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${what}:\n  ${problems.slice(0, 8).join("\n  ")}`);
}
