/** One run: a store in its starting state, a change, a fault, and whether it came to what the fault-free run came to. */
import type { Lane } from "../lane/lane.ts";
import { applySpec, deleteStore, getStore, isSettled } from "../lane/stores.ts";
import { differences, type Outcome, outcomeOf } from "../oracle/digest.ts";
import type { Observer } from "../oracle/observer.ts";
import { violations } from "../oracle/violations.ts";
import { endsOf, type Scenario } from "../scenarios/scenario.ts";
import { type Aim, Trigger } from "../sweeps/trigger.ts";
import { describeStore } from "./describe-store.ts";
import { settle } from "./settle.ts";
import { surroundingsOf } from "./surroundings.ts";

const QUIET_MS = 500;
/** Where no fault came, it may still be on its way for so long. */
const UNREACHED_QUIET_MS = 2_000;

export interface RunOptions {
  lane: Lane;
  observer: Observer;
  scenario: Scenario;
  /** The store's name, in the scenario's starting state. */
  store: string;
  aim?: Aim;
  /** What the fault-free run came to; undefined: this is the fault-free run. */
  expected?: Outcome;
  /** etcd forgets its past. */
  compactHistory(): Promise<unknown>;
  signal: AbortSignal;
}

export interface RunResult {
  outcome: Outcome;
  trigger: Trigger;
  /** What differs, or is not as it has to be; empty: it converged. */
  problems: string[];
  /** Milliseconds from the end of the fault, or from the change where there was none. */
  settledMs: number;
}

export async function runScenario(options: RunOptions): Promise<RunResult> {
  const { lane, observer, scenario, store, aim, expected, signal } = options;
  const names = { platform: lane.platform.name, store };
  const ends = endsOf(scenario);
  const surroundings = surroundingsOf(lane, options.compactHistory);
  const trigger = new Trigger(names, surroundings, aim);
  observer.countAnew(`${names.platform}-${names.store}`);
  lane.proxy.use(trigger);
  try {
    const changedAt = Date.now();
    if (scenario.change === undefined) await deleteStore(lane, store);
    else await applySpec(lane, store, scenario.change);
    let outcome = outcomeOf(observer, names);
    const { problems, settledMs } = await settle({
      problems() {
        outcome = outcomeOf(observer, names);
        return [...(expected ? differences(expected, outcome) : []), ...violations(observer, names, ends)];
      },
      async isDone() {
        const found = await getStore(lane, store);
        return ends === "gone" ? found === undefined : found !== undefined && isSettled(found);
      },
      quietMs: () => (trigger.reachedAt === undefined ? UNREACHED_QUIET_MS : QUIET_MS),
      lastWriteAt: () => trigger.lastWriteAt,
      since: () => (trigger.reachedAt === undefined ? changedAt : trigger.endedAt),
      // What is hidden may be missed by nobody.
      early: aim?.sweep.at === "event",
      timed: expected !== undefined,
      signal,
    });
    if (problems.length > 0) problems.push(describeStore(await getStore(lane, store)));
    problems.push(...(await surroundings.restarted()));
    return { outcome, trigger, problems, settledMs };
  } finally {
    lane.proxy.use(undefined);
  }
}
