import type { StorePhase, StoreStep } from "../../generated/graphql.ts";
import { orderEvents } from "./order-events.ts";
import type { StepBar, StepBars, StepState, StoreEvent, TimelineStore } from "./timeline-model.ts";

/** Each step, and the condition that says it is done. */
const STEPS: readonly (readonly [StoreStep, string | undefined])[] = [
  ["QUEUE", undefined],
  ["NAMESPACE", "NamespaceReady"],
  ["POLICIES", "PoliciesReady"],
  ["CREDENTIALS", "CredentialsReady"],
  ["RELEASE", "ReleaseApplied"],
  ["WORKLOADS", "Serving"],
  ["SALE", "Sells"],
  ["DELETE", undefined],
];

/** Entries that are no work on the store: moments, and the time between two attempts. */
const MOMENTS = new Set([
  "StoreReady",
  "StoreSuspended",
  "StoreDegraded",
  "SaleSkipped",
  "StoreRouted",
  "StoreCertified",
  "BackingOff",
  "RetryRequested",
  "SpecChanged",
  "NamespaceLost",
  "NamespaceFree",
  "HostFree",
]);
const UNDER_WAY: readonly StorePhase[] = ["PENDING", "PROVISIONING", "UPGRADING", "DELETING"];
const STANDING: readonly StorePhase[] = ["READY", "SUSPENDED", "DEGRADED"];

/**
 * The timeline as one bar a step. Bars follow one another on a scale of time spent, so a store deleted days after it was
 * made still shows both steps. `now` (milliseconds) is where an entry under way ends for the moment.
 */
export function groupSteps(events: Iterable<StoreEvent>, store: TimelineStore, now: number): StepBars {
  const ordered = orderEvents(events);
  const backingOff = store.phase !== "DELETING" && store.retryAt !== null && Date.parse(store.retryAt) > now;
  const active = backingOff ? undefined : activeStep(ordered, store);

  const bars: StepBar[] = [];
  for (const [step, condition] of STEPS) {
    const own = ordered.filter((event) => event.step === step);
    if (step === "DELETE" && own.length === 0 && store.phase !== "DELETING") continue;
    const ms = spent(own, ordered, step === active, now);
    bars.push({
      step,
      state: stateOf(step, { own, active, backingOff, met: isMet(store, condition), store }),
      ms,
      offset: 0,
      length: ms ?? 0,
      attempts: own.filter(isWork).reduce((most, event) => Math.max(most, event.attempt), 0),
      warnings: own.reduce((sum, event) => sum + (event.type === "WARNING" ? event.count : 0), 0),
    });
  }
  return { bars: placed(bars), total: bars.reduce((sum, bar) => sum + (bar.ms ?? 0), 0) };
}

/** Puts the bars one after the other; a long wait in the queue is cut to a quarter, or nothing else could be seen. */
function placed(bars: StepBar[]): StepBar[] {
  const working = bars.reduce((sum, bar) => sum + (bar.step === "QUEUE" ? 0 : (bar.ms ?? 0)), 0);
  let offset = 0;
  for (const bar of bars) {
    if (bar.step === "QUEUE" && working > 0) bar.length = Math.min(bar.length, working / 3);
    bar.offset = offset;
    offset += bar.length;
  }
  return bars;
}

/** The step that is being worked on: the latest that began, or after the last that ended the next that is not met. */
function activeStep(ordered: readonly StoreEvent[], store: TimelineStore): StoreStep | undefined {
  if (!UNDER_WAY.includes(store.phase)) return undefined;
  if (store.phase === "DELETING") return "DELETE";
  if (store.phase === "PENDING") return "QUEUE";
  const running = ordered.findLast((event) => isSpan(event) && event.durationMs === null);
  if (running) return running.step;
  const last = ordered.findLast(isSpan);
  const after = STEPS.slice(STEPS.findIndex(([step]) => step === last?.step) + 1);
  const next = after.find(([, condition]) => !isMet(store, condition))?.[0];
  return next === undefined || next === "DELETE" ? "WORKLOADS" : next;
}

function stateOf(
  step: StoreStep,
  facts: {
    own: readonly StoreEvent[];
    active: StoreStep | undefined;
    backingOff: boolean;
    met: boolean;
    store: TimelineStore;
  },
): StepState {
  const { own, active, backingOff, met, store } = facts;
  if (store.failedStep === step && store.phase !== "DELETING") {
    if (backingOff) return "backing-off";
    if (active !== step) return "failed";
  }
  if (active === step) return "active";
  if (step === "SALE" && store.conditions.some(({ type, status }) => type === "Sells" && status === "UNKNOWN"))
    return "skipped";
  if (step === "DELETE") return "waiting";
  if (met || STANDING.includes(store.phase)) return "done";
  return own.some((event) => event.durationMs !== null) ? "done" : "waiting";
}

/** An entry that nobody ended lasted until the next one began, or still lasts. */
function spent(
  own: readonly StoreEvent[],
  all: readonly StoreEvent[],
  active: boolean,
  now: number,
): number | undefined {
  const spans = own.filter(isSpan);
  if (spans.length === 0) return undefined;
  return spans.reduce((sum, event, index) => {
    if (event.durationMs !== null) return sum + event.durationMs;
    const began = Date.parse(event.time);
    const following = all[all.indexOf(event) + 1];
    const end = active && index === spans.length - 1 ? now : following ? Date.parse(following.time) : began;
    return sum + Math.max(0, end - began);
  }, 0);
}

const isMet = (store: TimelineStore, condition: string | undefined): boolean =>
  store.conditions.some((each) => each.type === condition && each.status === "TRUE");

/** A span, or a failure in one. */
const isWork = (event: StoreEvent): boolean => isSpan(event) || event.type === "WARNING";

const isSpan = (event: StoreEvent): boolean =>
  event.type === "NORMAL" && event.durationMs !== 0 && !MOMENTS.has(event.reason);
