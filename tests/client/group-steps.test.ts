import { expect, test } from "vitest";
import { groupSteps } from "../../client/src/components/timeline/group-steps.ts";
import { orderEvents } from "../../client/src/components/timeline/order-events.ts";
import type { StepBar, StoreEvent, TimelineStore } from "../../client/src/components/timeline/timeline-model.ts";
import { event } from "./support/stores.ts";

const START = Date.parse("2026-11-23T07:00:00.000Z");
const at = (ms: number) => new Date(START + ms).toISOString();
const store = (change: Partial<TimelineStore> = {}): TimelineStore => ({
  phase: "PROVISIONING",
  failedStep: undefined,
  retryAt: null,
  conditions: [],
  ...change,
});
const queued = event("q", 1, { time: at(0), step: "QUEUE", reason: "Queued", phase: "PENDING", durationMs: 1_000 });
const namespace = event("n", 2, { time: at(1_100), step: "NAMESPACE", durationMs: 100 });
const rollout = event("w", 3, {
  time: at(2_000),
  step: "WORKLOADS",
  reason: "WorkloadsRollout",
  durationMs: null,
});
const workloadsOf = (bars: readonly StepBar[]) => bars.find(({ step }) => step === "WORKLOADS");
const states = (events: StoreEvent[], of: TimelineStore, now = START) =>
  Object.fromEntries(groupSteps(events, of, now).bars.map((bar) => [bar.step, bar.state]));

test("a store without entries waits in the queue, and Delete is no step yet", () => {
  expect(states([], store({ phase: "PENDING" }))).toEqual({
    QUEUE: "active",
    NAMESPACE: "waiting",
    POLICIES: "waiting",
    CREDENTIALS: "waiting",
    RELEASE: "waiting",
    WORKLOADS: "waiting",
    SALE: "waiting",
  });
});

test("the step that is under way ticks with the clock, ended ones keep their length", () => {
  const bars = groupSteps([queued, namespace, rollout], store(), START + 5_500).bars;
  expect(bars.map((bar) => bar.ms)).toEqual([1_000, 100, undefined, undefined, undefined, 3_500, undefined]);
  expect(workloadsOf(bars)?.state).toBe("active");
});

test("a browser's clock that is behind shows no negative length", () => {
  expect(workloadsOf(groupSteps([rollout], store(), START - 60_000).bars)?.ms).toBe(0);
});

test("between two entries the step after the last ended one is under way", () => {
  expect(states([queued, namespace], store())).toMatchObject({ NAMESPACE: "done", POLICIES: "active" });
});

test("in a later round the steps that still hold are passed over", () => {
  const again = event("q2", 9, { time: at(9_000), step: "QUEUE", reason: "Queued", durationMs: 100 });
  const conditions = ["NamespaceReady", "PoliciesReady", "CredentialsReady"].map((type) => ({ type, status: "TRUE" }));
  expect(states([queued, namespace, again], store({ conditions }))).toMatchObject({
    NAMESPACE: "done",
    CREDENTIALS: "done",
    RELEASE: "active",
  });
});

test("bars follow one another on one scale", () => {
  const short = { ...queued, durationMs: 50 };
  const steps = groupSteps([short, namespace, { ...rollout, durationMs: 400 }], store({ phase: "READY" }), START);
  expect(steps.bars.map((bar) => [bar.offset, bar.length])).toEqual([
    [0, 50],
    [50, 100],
    [150, 0],
    [150, 0],
    [150, 0],
    [150, 400],
    [550, 0],
  ]);
  expect(steps.total).toBe(550);
});

test("a long wait in the queue takes a quarter of the scale and says its true length", () => {
  const waited = { ...queued, durationMs: 900_000 };
  const bars = groupSteps([waited, { ...rollout, durationMs: 3_000 }], store({ phase: "READY" }), START).bars;
  expect(bars[0]).toMatchObject({ ms: 900_000, length: 1_000 });
  expect(workloadsOf(bars)).toMatchObject({ offset: 1_000, length: 3_000 });
});

test("attempts and warnings are counted per step, repeats included, and no warning has a length", () => {
  const bars = groupSteps(
    [
      { ...rollout, durationMs: 2_000 },
      event("f", 4, {
        time: at(4_000),
        step: "WORKLOADS",
        type: "WARNING",
        reason: "CrashLoop",
        count: 3,
        durationMs: 0,
      }),
      event("w2", 5, { time: at(9_000), step: "WORKLOADS", reason: "WorkloadsRollout", attempt: 2, durationMs: 1_000 }),
    ],
    store({ phase: "READY" }),
    START + 60_000,
  ).bars;
  expect(workloadsOf(bars)).toMatchObject({ ms: 3_000, attempts: 2, warnings: 3, state: "done" });
});

test.each([
  ["failed for good", { phase: "FAILED" }, "failed"],
  ["backing off", { phase: "PENDING", retryAt: at(60_000) }, "backing-off"],
  ["being tried again", { phase: "PROVISIONING" }, "active"],
] as const)("the failed step of a store %s", (_, change, state) => {
  const events = [queued, namespace, rollout];
  expect(states(events, store({ failedStep: "WORKLOADS", ...change })).WORKLOADS).toBe(state);
});

test("a retry time that has passed is no backing off", () => {
  expect(states([queued], store({ phase: "PENDING", retryAt: at(0) }), START + 1).QUEUE).toBe("active");
});

test("steps whose entries are no longer kept are done by their condition", () => {
  const conditions = [
    { type: "NamespaceReady", status: "TRUE" },
    { type: "PoliciesReady", status: "FALSE" },
  ];
  expect(states([rollout], store({ conditions }))).toMatchObject({ NAMESPACE: "done", POLICIES: "waiting" });
});

test("a store that is deleted days later shows its making and its deletion", () => {
  const days = 3 * 86_400_000;
  const steps = groupSteps(
    [
      { ...rollout, durationMs: 4_000 },
      event("d", 9, {
        time: at(days),
        step: "DELETE",
        phase: "DELETING",
        reason: "ReleaseUninstall",
        durationMs: null,
      }),
    ],
    store({ phase: "DELETING" }),
    START + days + 2_000,
  );
  expect(steps.bars.at(-1)).toMatchObject({ step: "DELETE", state: "active", ms: 2_000, offset: 4_000 });
});

test("an entry that nobody ended lasted until the next one", () => {
  const next = event("r", 4, { time: at(2_500), step: "QUEUE", reason: "RetryRequested", durationMs: 0 });
  const bars = groupSteps([rollout, next], store({ phase: "FAILED", failedStep: "WORKLOADS" }), START + 90_000).bars;
  expect(workloadsOf(bars)?.ms).toBe(500);
});

test("the order depends on the entries alone, not on how they arrived", () => {
  const same = at(0);
  const entries = [
    event("c", 9, { time: at(10) }),
    event("b", 3, { time: same }),
    event("a", 2, { time: same }),
    event("d", 4, { time: at(20) }),
  ];
  const order = (list: StoreEvent[]) => orderEvents(list).map((each) => each.id);
  expect(order(entries)).toEqual(["a", "b", "c", "d"]);
  expect(order(entries.toReversed())).toEqual(["a", "b", "c", "d"]);
});

test("a sale that nobody tries is neither done nor to come", () => {
  const conditions = [{ type: "Sells", status: "UNKNOWN" }];
  const skipped = event("s", 9, { time: at(9_000), step: "SALE", reason: "SaleSkipped", durationMs: 0 });
  expect(states([queued, rollout, skipped], store({ phase: "READY", conditions })).SALE).toBe("skipped");
});
