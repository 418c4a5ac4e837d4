import type { StoreStatus, TimelineEntry } from "@shopyard/crds/store.ts";
import { describe, expect, test } from "vitest";
import { askUsual, usualTime } from "../../operator/diagnose/usual-time.ts";
import { decide } from "../../operator/reconcile/decide.ts";
import type { Failure } from "../../operator/reconcile/failure.ts";
import { at, makeStore, NAMESPACE, observation, SETTLED, T0 } from "./support/fixtures.ts";

const serving = (reason: string) =>
  [{ type: "Serving", status: "True", reason, lastTransitionTime: at(0) }] satisfies StoreStatus["conditions"];
const RELEASE = { name: "x", chart: "c", chartVersion: "1", appVersion: "1", digest: "d1", revision: 1 };

/** A store that was Ready after so many seconds. */
const run = (seconds: number, status: Partial<StoreStatus> = {}, engine = "woocommerce") =>
  makeStore({
    name: `s${seconds}`,
    spec: { engine },
    status: {
      ...{ phase: "Ready", attempts: 1, slotMs: 0, release: RELEASE, conditions: serving("Serving") },
      ...{ startedAt: at(0), readyAt: at(seconds * 1_000) },
      ...status,
    },
  });
const runs = (...seconds: number[]) => seconds.map((each) => run(each));
const FAILED = { code: "CrashLoop", step: "Workloads", message: "", hint: "", retryable: true, time: at(0) } as const;

describe("what is usual", () => {
  test("is told by five past runs and no fewer", () => {
    expect(usualTime(runs(10, 20, 30, 40), "woocommerce", false)).toBeUndefined();
    expect(usualTime(runs(10, 20, 30, 40, 50), "woocommerce", false)).toEqual({ median: 30_000, slowAfter: 100_000 });
  });

  test("bears with one in ten that was slow", () => {
    const past = runs(...Array.from({ length: 18 }, (_, index) => 20 + index), 600, 900);
    expect(usualTime(past, "woocommerce", false)).toEqual({ median: 29_000, slowAfter: 74_000 });
  });

  test("leaves half a minute at least", () => {
    expect(usualTime(runs(1, 1, 1, 1, 1), "woocommerce", false)).toEqual({ median: 1_000, slowAfter: 30_000 });
  });

  test("is what the latest hundred took", () => {
    const old = Array.from({ length: 150 }, (_, index) => run(500 + index / 1_000));
    const recent = Array.from({ length: 100 }, (_, index) =>
      run(20 + index / 1_000, { startedAt: at(900_000), readyAt: at(920_000 + index) }),
    );
    expect(usualTime([...old, ...recent], "woocommerce", false)?.median).toBeLessThan(21_000);
  });

  test.each<[string, Partial<StoreStatus>, string?]>([
    ["of another engine", {}, "medusa"],
    ["on simulated nodes", { conditions: serving("Simulated") }],
    ["after an upgrade", { release: { ...RELEASE, revision: 2 } }],
    ["at the second attempt", { attempts: 2 }],
    ["with a restart of the operator in it", { slotMs: 5_000 }],
    ["with a failure in it", { lastError: { ...FAILED, resolvedAt: at(1) } }],
    ["that is not over", { phase: "Provisioning", readyAt: undefined }],
    ["of a store that sleeps", { phase: "Suspended" }],
    ["that ended before it began", { readyAt: at(-1) }],
  ])("is not told by a run %s", (_, status, engine) => {
    const past = runs(10, 20, 30, 40);
    expect(usualTime([...past, run(50, status, engine)], "woocommerce", false)).toBeUndefined();
  });

  test("is told on simulated nodes by runs on simulated nodes alone", () => {
    const simulated = [1, 2, 3, 4, 5].map((seconds) => run(seconds, { conditions: serving("Simulated") }));
    expect(usualTime([...simulated, ...runs(900, 901)], "woocommerce", true)?.median).toBe(3_000);
  });
});

describe("a store that is built", () => {
  const usual = { median: 20_000, slowAfter: 60_000 };
  const conditions: StoreStatus["conditions"] = (["CredentialsReady", "ReleaseApplied"] as const).map((type) => ({
    ...{ type, status: "True", reason: "Test", lastTransitionTime: at(0) },
  }));
  const building: StoreStatus = {
    ...{ phase: "Provisioning", observedGeneration: 1, attempts: 1, startedAt: at(0), slotSince: at(0) },
    ...{ namespace: { name: "shop-demo", uid: "ns-1" }, policiesDigest: "p1", release: RELEASE, conditions },
  };
  const told = (part: Partial<TimelineEntry>): TimelineEntry => ({
    ...{ id: "e1", seq: 1, time: at(60_000), phase: "Provisioning", step: "Workloads", type: "Warning" },
    ...{ reason: "SlowerThanUsual", message: "", attempt: 1, count: 1, durationMs: 0 },
    ...part,
  });
  const PROBE: Failure = { code: "ProbeFailing", step: "Workloads", message: "web is not ready" };
  const look = (
    seconds: number,
    status: Partial<StoreStatus> = {},
    more: Partial<Parameters<typeof observation>[0]> = {},
  ) =>
    decide(
      observation({
        ...{ now: T0 + seconds * 1_000, usual, namespace: NAMESPACE },
        store: { status: { ...building, ...status } },
        ...more,
      }),
    );
  const wait = (seconds: number) => ({ type: "ObserveWorkloads", at: T0 + seconds * 1_000 });

  test("is asked of nobody for half a minute, and then looked at", () => {
    expect(look(29, {}, { usual: undefined })).toEqual(wait(30));
    expect(askUsual(makeStore({ status: building }), T0 + 29_999)).toBe(T0 + 30_000);
    expect(askUsual(makeStore({ status: building }), T0 + 30_000)).toBe("now");
    expect(askUsual(makeStore({ status: { ...building, events: [told({})] } }), T0 + 61_000)).toBeUndefined();
    expect(askUsual(makeStore({ status: { ...building, readyAt: at(0) } }), T0 + 61_000)).toBeUndefined();
  });

  test("is looked at again when it is about to be slower than usual", () => {
    expect(look(59)).toEqual(wait(60));
  });

  test("is told to be slower than usual, how long it usually takes and what it waits for", () => {
    expect(look(61, {}, { workloads: { suspected: PROBE } })).toEqual({
      type: "TellSlow",
      step: "Workloads",
      message:
        "Slower than usual: 61 s so far, where other stores of woocommerce usually took 20 s; waiting for demo-web (web is not ready)",
    });
  });

  test("is told so when the sale is what lasts", () => {
    const selling = { workloads: SETTLED, sale: { state: "running" } as const };
    expect(look(61, {}, selling)).toMatchObject({
      type: "TellSlow",
      step: "Sale",
      message: expect.stringMatching(/waiting for the sale$/),
    });
    expect(look(59, {}, selling)).toEqual({ type: "Wait", at: T0 + 60_000 });
  });

  test.each<[string, Parameters<typeof look>]>([
    ["once an attempt", [61, { events: [told({})] }]],
    ["where nobody can tell what is usual", [61, {}, { usual: undefined }]],
    ["in a later round, which has another measure", [61, { readyAt: at(0) }]],
  ])("is told so only %s", (_, [seconds, status, more]) => {
    expect(look(seconds, status, more)).toEqual(wait(900));
  });

  test.each([
    ["of an earlier attempt", told({ attempt: 1 }), { attempts: 2 }],
    ["of an earlier round", told({ time: at(-1) }), {}],
  ])("is told so again after one %s", (_, event, status) => {
    expect(look(61, { ...status, events: [event] }).type).toBe("TellSlow");
  });

  test("is not told so in the moment in which it is done, or fails", () => {
    expect(look(61, {}, { workloads: SETTLED }).type).toBe("StartSale");
    expect(look(61, {}, { workloads: { fatal: PROBE } }).type).toBe("FailAttempt");
    expect(look(901).type).toBe("FailAttempt");
  });
});
