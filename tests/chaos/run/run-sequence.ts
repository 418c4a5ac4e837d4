import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "@shopyard/crds/store.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import type { Lane } from "../lane/lane.ts";
import { applySpec, getStore, isSettled } from "../lane/stores.ts";
import { type Outcome, objectDifferences, outcomeOf } from "../oracle/digest.ts";
import { needless } from "../oracle/needless.ts";
import type { Observer } from "../oracle/observer.ts";
import { violations } from "../oracle/violations.ts";
import type { Sequence, Step } from "../scenarios/sequence.ts";
import { Trigger } from "../sweeps/trigger.ts";
import { describeStore } from "./describe-store.ts";
import { settle } from "./settle.ts";
import { type LaneSurroundings, surroundingsOf } from "./surroundings.ts";

export interface SequenceOptions {
  lane: Lane;
  observer: Observer;
  sequence: Sequence;
  /** The store's name; it is settled. */
  store: string;
  /** What a store comes to that is brought to the last spec at leisure; undefined: this is that one. */
  expected?: Outcome;
  signal: AbortSignal;
}

/** Changes a store step by step, and looks whether it comes to what the last step asks for. */
export async function runSequence(options: SequenceOptions) {
  const { lane, observer, sequence, store, expected, signal } = options;
  const names = { platform: lane.platform.name, store };
  const surroundings = surroundingsOf(lane, async () => undefined);
  const trigger = new Trigger(names, surroundings);
  observer.countAnew(`${names.platform}-${names.store}`);
  lane.proxy.use(trigger);
  try {
    for (const step of sequence.steps) await take(step, options, surroundings);
    const since = Date.now();
    let outcome = outcomeOf(observer, names, false);
    const { problems, settledMs } = await settle({
      problems() {
        outcome = outcomeOf(observer, names, false);
        return [...(expected ? objectDifferences(expected, outcome) : []), ...violations(observer, names, "settled")];
      },
      async isDone() {
        const found = await getStore(lane, store);
        return found !== undefined && isSettled(found);
      },
      quietMs: () => (expected === undefined ? 2_000 : 500),
      lastWriteAt: () => trigger.lastWriteAt,
      since: () => since,
      early: false,
      timed: expected !== undefined,
      signal,
    });
    problems.push(...needless(outcome));
    if (problems.length > 0) problems.push(describeStore(await getStore(lane, store)));
    problems.push(...(await surroundings.restarted()));
    return { outcome, problems, settledMs };
  } finally {
    lane.proxy.use(undefined);
  }
}

async function take(step: Step, { lane, store, signal }: SequenceOptions, surroundings: LaneSurroundings) {
  switch (step.do) {
    case "apply":
      return applySpec(lane, store, step.spec);
    case "refused":
      return refuse(applySpec(lane, store, step.spec as Store["spec"]));
    case "wait":
      return delay(step.milliseconds, undefined, { signal });
    case "kill":
      return surroundings.crash(true);
  }
}

async function refuse(applied: Promise<void>): Promise<void> {
  try {
    await applied;
  } catch (error) {
    if (error instanceof KubeError && error.status === 422) return;
    throw error;
  }
  throw new Error("the API server took an invalid spec");
}
