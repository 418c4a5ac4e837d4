import { LIMITS, type Phase } from "@shopyard/crds/constants.ts";
import { storeSchema } from "@shopyard/crds/schema.ts";
import type { Store, StoreStatus, TimelineEntry } from "@shopyard/crds/store.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derivePhase, findCondition } from "../../operator/reconcile/conditions.ts";
import type { Failure } from "../../operator/reconcile/failure.ts";
import type { Outcome } from "../../operator/reconcile/outcome.ts";
import { summarize } from "../../operator/reconcile/summarize.ts";
import { isFailure, isOpen } from "../../operator/reconcile/timeline.ts";
import { at, makeStore, SETTLED, STARTING, T0 } from "./support/fixtures.ts";
import { outcome } from "./support/outcomes.ts";
import { schemaViolations } from "./support/schema-violations.ts";

const CRASH: Failure = { code: "CrashLoop", step: "Workloads", component: "Pod/demo-web-0", message: "it crashed" };
const queued = {
  type: "Queued",
  because: "Created",
  retryToken: undefined,
  url: "http://demo.localhost",
  adminUrl: "http://demo.localhost/wp-admin/",
  engineVersion: "11.1.0",
} satisfies Outcome;
const started: Outcome = { type: "AttemptStarted" };
const namespaceEnsured: Outcome = {
  ...({ type: "NamespaceEnsured", name: "shop-demo", uid: "ns-1", takenOver: false, durationMs: 12.4 } as const),
};
const policiesEnsured: Outcome = { type: "PoliciesEnsured", digest: "p1", grown: false, count: 9, durationMs: 3 };
const credentialsEnsured: Outcome = {
  type: "CredentialsEnsured",
  namespace: "shop-demo",
  name: "demo-credentials",
  made: true,
  durationMs: 0.2,
};
const releaseStarted: Outcome = { type: "ReleaseStarted", how: "install" };
const released = (digest: string, revision = 1) =>
  ({
    type: "ReleaseApplied",
    release: { name: "demo", revision, chart: "woocommerce", chartVersion: "0.1.0", appVersion: "11.1.0", digest },
  }) satisfies Outcome;
const observed: Outcome = { type: "WorkloadsObserved", workloads: STARTING };
const ready = {
  ...({ type: "BecameReady", workloads: SETTLED } as const),
  ...{ url: "http://demo.localhost", adminUrl: "http://demo.localhost/wp-admin/" },
  ...{ simulated: false, suspended: false, rolledBack: false },
} satisfies Outcome;
const asleep: Outcome = { ...ready, suspended: true };
const degraded: Outcome = { type: "BecameDegraded", workloads: STARTING, failure: CRASH };
const failed = (final: boolean, failure = CRASH): Outcome => ({
  type: "AttemptFailed",
  failure,
  final,
  retryInMs: 10_000,
  retryToken: undefined,
});
const PROVISION = [
  queued,
  started,
  namespaceEnsured,
  policiesEnsured,
  credentialsEnsured,
  releaseStarted,
  released("d1"),
];

/** The status after outcomes that came one second after the other. */
function after(outcomes: readonly Outcome[], begin: StoreStatus = {}): StoreStatus {
  return outcomes.reduce(
    (status, each, index) => summarize(makeStore({ status }), each, T0 + (index + 1) * 1_000),
    begin,
  );
}
const ready$ = after([...PROVISION, ready]);
const last = (status: StoreStatus): TimelineEntry => status.events?.at(-1) as TimelineEntry;
const kstatus = (status: StoreStatus) =>
  (["Ready", "Reconciling", "Stalled"] as const).map((type) => findCondition(status, type)?.status);

describe("a store's life", () => {
  const life: [Outcome, Phase, "True" | "False", string[]][] = [
    [queued, "Pending", "False", ["Queued"]],
    [started, "Provisioning", "False", []],
    [namespaceEnsured, "Provisioning", "False", []],
    [policiesEnsured, "Provisioning", "False", []],
    [credentialsEnsured, "Provisioning", "False", []],
    [releaseStarted, "Provisioning", "False", ["ReleaseInstall"]],
    [failed(false), "Pending", "False", ["BackingOff"]],
    [started, "Provisioning", "False", []],
    [releaseStarted, "Provisioning", "False", ["ReleaseInstall"]],
    [released("d1"), "Provisioning", "False", ["WorkloadsRollout"]],
    [observed, "Provisioning", "False", ["WorkloadsRollout"]],
    [ready, "Ready", "True", []],
    [degraded, "Degraded", "False", []],
    [observed, "Degraded", "False", []],
    [ready, "Ready", "True", []],
    [{ ...queued, because: "SpecChanged" }, "Upgrading", "False", ["Queued"]],
    [started, "Upgrading", "False", []],
    [{ type: "ReleaseStarted", how: "upgrade" }, "Upgrading", "False", ["ReleaseUpgrade"]],
    [released("d2", 2), "Upgrading", "False", ["WorkloadsRollout"]],
    [failed(true), "Failed", "False", []],
    [{ ...queued, because: "RetryRequested", retryToken: "t" }, "Upgrading", "False", ["Queued"]],
    [started, "Upgrading", "False", []],
    [released("d2", 3), "Upgrading", "False", ["WorkloadsRollout"]],
    [asleep, "Suspended", "True", []],
    [{ type: "DeletionBegun" }, "Deleting", "False", ["ReleaseUninstall"]],
    [{ type: "Uninstalled", warning: undefined }, "Deleting", "False", ["ReleaseUninstall"]],
    [{ type: "NamespaceDeleting", blockedBy: undefined }, "Deleting", "False", ["NamespaceDelete"]],
    [{ type: "NamespaceDeleting", blockedBy: "a finalizer" }, "Deleting", "False", ["NamespaceDelete"]],
    [{ type: "NamespaceGone" }, "Deleting", "False", []],
  ];

  test("passes its phases in order, with the step under way open and no other", () => {
    let status: StoreStatus = {};
    for (const [index, [each, phase, readyIs, open]] of life.entries()) {
      status = summarize(makeStore({ status }), each, T0 + index * 1_000);
      const where = `${index}: ${each.type}`;
      expect([where, status.phase]).toEqual([where, phase]);
      expect([where, findCondition(status, "Ready")?.status]).toEqual([where, readyIs]);
      expect([where, status.events?.filter(isOpen).map(({ reason }) => reason)]).toEqual([where, open]);
      expect(status.message).toBe(findCondition(status, "Ready")?.message);
      expect(schemaViolations(status, storeSchema.properties.status)).toEqual([]);
    }
  });

  test.each<[string, readonly Outcome[], string[]]>([
    ["queued", [queued], ["False", "True", "False"]],
    ["building", [queued, started], ["False", "True", "False"]],
    ["ready", [...PROVISION, ready], ["True", "False", "False"]],
    ["asleep", [...PROVISION, asleep], ["True", "False", "False"]],
    ["degraded", [...PROVISION, ready, degraded], ["False", "False", "False"]],
    ["backing off", [queued, started, failed(false)], ["False", "True", "False"]],
    ["failed", [queued, started, failed(true)], ["False", "False", "True"]],
    ["going", [...PROVISION, ready, { type: "DeletionBegun" }], ["False", "True", "False"]],
  ])("tells tools that know kstatus that it is %s", (_, outcomes, expected) => {
    expect(kstatus(after(outcomes))).toEqual(expected);
  });

  test("keeps saying why it does not serve while it is only looked at", () => {
    const asleepStill = after([...PROVISION, asleep, { type: "WorkloadsObserved", workloads: SETTLED }]);
    expect(findCondition(asleepStill, "Serving")).toMatchObject({ status: "False", reason: "Suspended" });
    const degradedStill = after([...PROVISION, ready, degraded, observed]);
    expect(findCondition(degradedStill, "Serving")).toMatchObject({ status: "False", reason: "CrashLoop" });
  });

  test("moves a condition's transition time only when its status changes", () => {
    const status = after([queued, started, namespaceEnsured, started]);
    expect(findCondition(status, "Ready")).toMatchObject({ lastTransitionTime: at(1_000), reason: "Provisioning" });
    expect(findCondition(after([queued, started, failed(true)]), "Stalled")?.lastTransitionTime).toBe(at(3_000));
  });

  test("forgets what was true of a namespace that is no longer there", () => {
    const status = summarize(makeStore({ status: ready$ }), { ...namespaceEnsured, uid: "ns-2" } as Outcome, T0);
    expect(status.policiesDigest).toBeUndefined();
    expect(status.credentialsSecret).toBeUndefined();
    for (const type of ["PoliciesReady", "CredentialsReady", "ReleaseApplied"] as const) {
      expect(findCondition(status, type)?.status).toBe("False");
    }
  });

  test("remembers the releases that were Ready and differed in version or size, newest first", () => {
    const version = (appVersion: string, revision: number): Outcome => {
      const outcome = released(`d${revision}`, revision) as Extract<Outcome, { type: "ReleaseApplied" }>;
      return { ...outcome, release: { ...outcome.release, appVersion, size: "small" } };
    };
    const applied = ["1", "2", "2", "3", "4", "5", "6", "7"].map(version);
    const status = after(applied.flatMap((outcome) => [outcome, ready]));
    expect(status.stable?.appVersion).toBe("7");
    expect(status.history?.map(({ appVersion }) => appVersion)).toEqual(["6", "5", "4", "3", "2"]);
    // One that did not come up is nothing to go back to.
    expect(after([version("1", 1), ready, version("2", 2), version("3", 3), ready]).history).toHaveLength(1);
  });
});

describe("a change that was taken back", () => {
  test("leaves the next one its way back", () => {
    const rejected = { digest: "d2", appVersion: "11.1.0", size: "large" } as const;
    const status = after([
      ...[released("d1"), ready, { type: "MigrationBegan", copy: undefined } as const],
      { type: "RollbackBegun", failure: CRASH, rejected },
      ...[released("d1", 3), { ...ready, rolledBack: true }],
    ]);
    expect(status.migrationBegan).toBeUndefined();
    expect(status).toMatchObject({ phase: "Ready", rejected, lastError: { code: "UpgradeRolledBack" } });
  });
});

describe("time in a slot", () => {
  test("is what counts: the sum over attempts, and not the waiting between them", () => {
    const status = after([queued, started, observed, failed(false), started, failed(false)]);
    expect(status).toMatchObject({ slotMs: 3_000, attempts: 2 });
    expect(status.slotSince).toBeUndefined();
    expect(status.queuedAt).toBe(at(6_000));
    expect(status.notBefore).toBe(at(16_000));
  });

  test("begins anew with a new round, and so do the attempts", () => {
    const status = after([queued, started, failed(true), { ...queued, because: "RetryRequested" }, started]);
    expect(status).toMatchObject({ slotMs: 0, attempts: 1, startedAt: at(5_000), slotSince: at(5_000) });
  });

  test("is never negative, though the clock was set back", () => {
    const running = makeStore({ status: after([queued, started]) });
    expect(summarize(running, failed(false), T0 - 60_000).slotMs).toBe(0);
  });

  test.each<[string, Outcome]>([
    ["ready", ready],
    ["deletion", { type: "DeletionBegun" }],
    ["failure", failed(true)],
  ])("ends with %s, and with it the waiting", (_, end) => {
    const status = after([...PROVISION, end]);
    expect([status.slotSince, status.queuedAt, status.notBefore]).toEqual([undefined, undefined, undefined]);
  });
});

describe("the latest failure", () => {
  test("has a hint, and is resolved when the store is Ready again", () => {
    const failing = after([queued, started, failed(false)]);
    expect(failing.lastError).toMatchObject({ code: "CrashLoop", component: "Pod/demo-web-0", retryable: true });
    expect(failing.lastError?.hint).not.toBe("");
    expect(failing.lastError?.resolvedAt).toBeUndefined();
    const healed = after([ready], failing);
    expect(healed.lastError).toMatchObject({ code: "CrashLoop", resolvedAt: at(1_000) });
    const readyAgain = summarize(makeStore({ status: healed }), ready, T0 + 60_000);
    expect(readyAgain.lastError?.resolvedAt).toBe(at(1_000));
    expect(after([degraded], readyAgain).lastError?.resolvedAt).toBeUndefined();
  });

  test("that no retry can help ends the attempts at once", () => {
    const status = after([queued, failed(false, { code: "UnknownEngine", step: "Queue", message: "no such engine" })]);
    expect(status.phase).toBe("Failed");
    expect(status.queuedAt).toBeUndefined();
  });

  test("answers the retry that was asked for before it", () => {
    const status = after([queued, started, { ...failed(true), retryToken: "t" } as Outcome]);
    expect(status.lastHandledRetry).toBe("t");
  });
});

describe("a spec that goes back before it was reached", () => {
  const upgrading = { ...queued, because: "SpecChanged", engineVersion: "12.0.0" } as const;

  test("leaves the version pinned that runs", () => {
    const going = after([upgrading], ready$);
    expect(going.engineVersion).toBe("11.1.0");
    expect(after([started, ready], going).engineVersion).toBe("11.1.0");
    const twelve = { ...released("d2", 2), release: { ...released("d2", 2).release, appVersion: "12.0.0" } };
    expect(after([started, releaseStarted, twelve], going).engineVersion).toBe("12.0.0");
  });

  test("leaves the address that the shop answers on", () => {
    const moving = after(
      [{ ...upgrading, url: "http://other.localhost", adminUrl: "http://other.localhost/" }],
      ready$,
    );
    const back = after([started, ready], moving);
    expect([back.url, back.adminUrl]).toEqual([queued.url, queued.adminUrl]);
    expect(findCondition(back, "Ready")?.message).toBe(`Ready at ${queued.url}`);
  });
});

describe("the timeline", () => {
  test("tells durations: 0 for a moment, at least 1 for what took time", () => {
    const told = Object.fromEntries((ready$.events ?? []).map(({ reason, durationMs }) => [reason, durationMs]));
    expect(told).toEqual({
      Queued: 1_000,
      NamespaceEnsured: 12,
      PoliciesEnsured: 3,
      CredentialsEnsured: 1,
      ReleaseInstall: 1_000,
      WorkloadsRollout: 1_000,
      StoreReady: 0,
    });
  });

  test("counts a repeated warning and moves it to the end instead of adding one", () => {
    const flapping = [degraded, ready, degraded, ready, degraded];
    const status = after(flapping, ready$);
    const warnings = status.events?.filter(({ type }) => type === "Warning");
    expect(warnings).toHaveLength(1);
    expect(last(status)).toMatchObject({ reason: "CrashLoop", count: 3, seq: status.eventSeq, time: at(5_000) });
    expect(last(status).id).toBe(last(after([degraded], ready$)).id);
  });

  test("adds a warning of another kind", () => {
    const status = after(
      [degraded, ready, { ...degraded, failure: { ...CRASH, code: "OutOfMemory" } } as Outcome],
      ready$,
    );
    expect(status.events?.filter(({ type }) => type === "Warning").map(({ reason }) => reason)).toEqual([
      "CrashLoop",
      "OutOfMemory",
    ]);
  });

  test("says once that a teardown is blocked, however long the reason is and however often it is seen", () => {
    const blocked: Outcome = { type: "NamespaceDeleting", blockedBy: "content remains; ".repeat(100) };
    const once = after([{ type: "DeletionBegun" }, blocked], ready$);
    const again = summarize(makeStore({ status: once }), blocked, T0 + 90_000);
    expect(again).toEqual(once);
  });

  test("warns of what is slower than usual, which is no failure: nothing else changes", () => {
    const slow: Outcome = { type: "FoundSlow", step: "Workloads", message: "Slower than usual" };
    const before = after([...PROVISION, failed(false), started]);
    const status = after([slow], before);
    expect(last(status)).toMatchObject({ type: "Warning", reason: "SlowerThanUsual", attempt: 2, durationMs: 0 });
    expect({ ...status, events: status.events?.slice(0, -1), eventSeq: before.eventSeq }).toEqual(before);
    expect(after([slow, failed(false)], before).events?.at(-2)).toMatchObject({ reason: "CrashLoop", count: 2 });
  });

  test("keeps the latest failure when it lets go of the oldest entries", () => {
    const busy = Array.from({ length: 100 }, (): Outcome => ({ ...queued, because: "SpecChanged" }));
    const status = after([degraded, ...busy], ready$);
    expect(status.events?.length).toBeLessThanOrEqual(LIMITS.events);
    expect(status.events?.map(({ reason }) => reason)).toContain("CrashLoop");
    expect(status.eventsDroppedThrough).toBeGreaterThan(0);
  });
});

describe("whatever comes, in whatever order", () => {
  const life = fc.array(fc.tuple(outcome, fc.integer({ min: -5_000, max: 600_000 })), { maxLength: 90, size: "max" });
  const freeze = <T>(value: T): T => {
    if (value !== null && typeof value === "object") Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  /** Lives through outcomes; `check` sees the store before and the status after each. */
  const live = (
    outcomes: readonly [Outcome, number][],
    check: (before: Store, status: StoreStatus, now: number, outcome: Outcome) => void,
  ) => {
    let store = makeStore();
    let now = T0;
    for (const [each, elapsed] of outcomes) {
      now += elapsed;
      const status = summarize(freeze(store), freeze(each), now);
      check(store, status, now, each);
      // As the API server keeps it.
      store = makeStore({ status: JSON.parse(JSON.stringify(status)) as StoreStatus });
    }
  };

  test("the status fits the definition, and the phase follows from the conditions alone", () => {
    fc.assert(
      fc.property(life, (outcomes) => {
        live(outcomes, (before, status, now, each) => {
          expect(schemaViolations(status, storeSchema.properties.status)).toEqual([]);
          expect(status.phase).toBe(derivePhase({ conditions: status.conditions }));
          expect(status.observedGeneration).toBe(before.metadata.generation);
          expect(summarize(before, each, now)).toEqual(status);
        });
      }),
      { numRuns: 60, interruptAfterTimeLimit: 15_000 },
    );
  });

  test("a reader who resumes after a seq misses nothing, and the timeline stays within its bounds", () => {
    fc.assert(
      fc.property(life, (outcomes) => {
        const gone = new Set<string>();
        live(outcomes, (before, status) => {
          const known = before.status?.eventSeq ?? 0;
          const old = new Map((before.status?.events ?? []).map((entry) => [entry.id, entry]));
          const events = status.events ?? [];
          expect(status.eventSeq ?? 0).toBeGreaterThanOrEqual(known);
          expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
          expect(new Set(events.map(({ seq }) => seq)).size).toBe(events.length);
          for (const entry of events) {
            const { seq: seqBefore, ...was } = old.get(entry.id) ?? { seq: -1 };
            const { seq, ...is } = entry;
            expect(gone.has(entry.id)).toBe(false);
            if (JSON.stringify(was) === JSON.stringify(is)) expect(seq).toBe(seqBefore);
            else expect(seq).toBeGreaterThan(known);
            expect(seq).toBeLessThanOrEqual(status.eventSeq ?? 0);
          }
          for (const [id, { seq }] of old) {
            if (events.some((entry) => entry.id === id)) continue;
            gone.add(id);
            expect(status.eventsDroppedThrough).toBeGreaterThanOrEqual(seq);
          }
          expect(status.eventsDroppedThrough ?? 0).toBeGreaterThanOrEqual(before.status?.eventsDroppedThrough ?? 0);
          expect(events.length).toBeLessThanOrEqual(LIMITS.events);
          expect(Buffer.byteLength(JSON.stringify(events))).toBeLessThanOrEqual(LIMITS.eventsBytes);
          const failure = status.lastError;
          if (failure !== undefined) {
            expect(events.findLast(isFailure)).toMatchObject({
              reason: failure.code,
              message: failure.message,
            });
          }
        });
      }),
      { numRuns: 60, interruptAfterTimeLimit: 15_000 },
    );
  });
});
