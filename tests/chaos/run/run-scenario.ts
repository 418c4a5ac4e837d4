/** One run: a store in its starting state, a change, a fault, and whether it came to what the fault-free run came to. */

import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "@shopyard/crds/store.ts";
import type { Lane } from "../lane/lane.ts";
import { applySpec, deleteStore, getStore, isSettled } from "../lane/stores.ts";
import { differences, type Outcome, outcomeOf } from "../oracle/digest.ts";
import type { Observer } from "../oracle/observer.ts";
import { violations } from "../oracle/violations.ts";
import type { RunNames } from "../proxy/names.ts";
import { endsOf, type Scenario } from "../scenarios/scenario.ts";
import type { Surroundings } from "../sweeps/fault.ts";
import { type Aim, Trigger } from "../sweeps/trigger.ts";

/** A store has to be settled this long after its fault is over, in milliseconds. */
const SETTLE_MS = 30_000;
/** Without a write for so long, a store that looks settled is. */
const QUIET_MS = 500;
/** Where no fault came, it may still be on its way for so long. */
const UNREACHED_QUIET_MS = 2_000;
const POLL_MS = 150;

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
  const restarts: Promise<void>[] = [];
  const trigger = new Trigger(names, surroundingsOf(options, restarts), aim);
  observer.countAnew(`${names.platform}-${names.store}`);
  lane.proxy.use(trigger);
  try {
    const changedAt = Date.now();
    if (scenario.change === undefined) await deleteStore(lane, store);
    else await applySpec(lane, store, scenario.change);
    for (;;) {
      signal.throwIfAborted();
      const now = Date.now();
      const pending = trigger.reachedAt !== undefined && trigger.endedAt === undefined;
      // What is hidden may not be missed at all; what was not yet listed anew cannot be known.
      const mayEnd = !pending || aim?.sweep.at === "event";
      const since = Math.max(changedAt, trigger.endedAt ?? trigger.reachedAt ?? 0);
      const outcome = outcomeOf(observer, names);
      const problems = [...problemsOf(options, names, outcome)];
      const quietMs = trigger.reachedAt === undefined ? UNREACHED_QUIET_MS : QUIET_MS;
      const settled = problems.length === 0 && mayEnd && (await isDone(options));
      if (settled && now - trigger.lastWriteAt >= quietMs) {
        await Promise.all(restarts);
        if (!lane.alive) problems.push("the operator ended by itself");
        return { outcome, trigger, problems, settledMs: now - since };
      }
      if (!pending && now - since > SETTLE_MS && (expected !== undefined || now - trigger.lastWriteAt > SETTLE_MS)) {
        await Promise.allSettled(restarts);
        const last = await getStore(lane, store);
        if (problems.length === 0) problems.push("it does not come to rest");
        return { outcome, trigger, problems: [...problems, describe(last)], settledMs: now - since };
      }
      await delay(POLL_MS, undefined, { signal });
    }
  } finally {
    lane.proxy.use(undefined);
  }
}

function problemsOf({ observer, scenario, expected }: RunOptions, names: RunNames, outcome: Outcome): string[] {
  const broken = violations(observer, names, endsOf(scenario));
  return expected === undefined ? broken : [...differences(expected, outcome), ...broken];
}

async function isDone({ lane, store, scenario }: RunOptions): Promise<boolean> {
  const found = await getStore(lane, store);
  return endsOf(scenario) === "gone" ? found === undefined : found !== undefined && isSettled(found);
}

function surroundingsOf({ lane, compactHistory }: RunOptions, restarts: Promise<void>[]): Surroundings {
  return {
    async crash(helmToo) {
      await lane.kill(helmToo);
      const restarted = lane.start();
      // Looked at when the run ends; until then a failure must not end the program.
      restarted.catch(() => undefined);
      restarts.push(restarted);
    },
    freeze: (seconds) => lane.proxy.freeze(seconds * 1000),
    cutAll: () => lane.proxy.cutAll(),
    async compact() {
      await compactHistory();
      lane.proxy.expireWatches();
    },
  };
}

function describe(store: Store | undefined): string {
  if (store === undefined) return "the Store is gone";
  const { phase, message, lastError } = store.status ?? {};
  const reasons = store.status?.events?.map(({ reason }) => reason).join(" ");
  return `the Store is ${phase}: ${message}; ${lastError?.code ?? "no error"} ${lastError?.message ?? ""}; timeline: ${reasons}`;
}
