import type { ReleaseRecord, StoreStatus } from "@shopyard/crds/store.ts";
import { describe, expect, test } from "vitest";
import { decide } from "../../operator/reconcile/decide.ts";
import type { Failure } from "../../operator/reconcile/failure.ts";
import type { Observation } from "../../operator/reconcile/observation.ts";
import { afterFailure } from "../../operator/reconcile/rules/give-up.ts";
import { at, DESIRED, NAMESPACE, observation } from "./support/fixtures.ts";

const release = (appVersion: string, digest: string): ReleaseRecord => ({
  ...{ name: "demo", revision: 3, chart: "woocommerce", chartVersion: "0.1.0", size: "small", suspended: false },
  ...{ appVersion, digest },
});
const OLD = release("11.0.0", "d0");
/** An upgrade from 11.0.0 to 11.1.0 under way, helm's part done. */
const UPGRADING: StoreStatus = {
  ...{ phase: "Upgrading", attempts: 3, slotSince: at(0), readyAt: at(-9_000), observedGeneration: 2 },
  namespace: { name: "shop-demo", uid: "ns-1" },
  stable: OLD,
  release: release("11.1.0", "d1"),
  conditions: [{ type: "ReleaseApplied", status: "True", reason: "ReleaseApplied", lastTransitionTime: at(0) }],
};
const COPY = { key: "1767225591000", time: at(-1_000) };
const RESTORING: StoreStatus = { ...UPGRADING, migrationBegan: true, restore: { ...COPY, state: "Begun" } };
const CRASH: Failure = { code: "CrashLoop", step: "Workloads", message: "it crashed" };
const REFUSED: Failure = { code: "ApiRefused", step: "Policies", message: "no" };
const upgrade = (status: StoreStatus, part: Partial<Omit<Observation, "store" | "workloads">> = {}, spec = {}) =>
  observation({ namespace: NAMESPACE, store: { status, spec }, ...part });

describe("a migration", () => {
  const migrating = { desired: DESIRED, migrating: true };

  test("that has begun is noted before anything else is done", () => {
    expect(decide(upgrade(UPGRADING, migrating))).toEqual({ type: "RecordMigration" });
    expect(decide(upgrade({ ...UPGRADING, migrationBegan: true }, migrating)).type).not.toBe("RecordMigration");
  });

  test("is not begun by the Job of the release that a rollback leads to, which runs again on the way", () => {
    expect(decide(upgrade(UPGRADING, { ...migrating, rollback: OLD })).type).not.toBe("RecordMigration");
  });
});

describe("a failure", () => {
  test.each<[string, Observation, Failure, boolean, string]>([
    ["leaves another attempt while there are some", upgrade(UPGRADING), CRASH, false, "FailAttempt"],
    ["takes the change back when there is none", upgrade(UPGRADING), CRASH, true, "BeginRollback"],
    [
      "takes it back at once where another try cannot help",
      upgrade(UPGRADING),
      { ...CRASH, code: "UnknownEngineVersion" },
      false,
      "BeginRollback",
    ],
    [
      "ends a first installation as Failed",
      upgrade({ ...UPGRADING, stable: undefined } as unknown as StoreStatus),
      CRASH,
      true,
      "FailAttempt",
    ],
    [
      "never goes back over a migration that has begun",
      upgrade({ ...UPGRADING, migrationBegan: true }),
      CRASH,
      true,
      "MarkStuck",
    ],
    [
      "goes back over one that began, with the data, where there is a whole copy of it",
      upgrade({ ...UPGRADING, migrationBegan: true }, { restorable: COPY }),
      CRASH,
      true,
      "BeginRestore",
    ],
    [
      "goes nowhere without a slot, copy or not",
      upgrade({ ...UPGRADING, migrationBegan: true, slotSince: undefined } as unknown as StoreStatus, {
        restorable: COPY,
      }),
      CRASH,
      true,
      "MarkStuck",
    ],
    [
      "puts no copy of another namespace back",
      upgrade({ ...UPGRADING, migrationBegan: true }, { restorable: COPY, namespace: { ...NAMESPACE, uid: "ns-2" } }),
      CRASH,
      true,
      "MarkStuck",
    ],
    [
      "of putting the data back leaves another attempt while there are some",
      upgrade(RESTORING, { rollback: OLD }),
      REFUSED,
      false,
      "FailAttempt",
    ],
    [
      "of putting the data back ends there, not in the old release",
      upgrade(RESTORING, { rollback: OLD }),
      REFUSED,
      true,
      "MarkStuck",
    ],
    [
      "goes back over one that began in the same version",
      upgrade({ ...UPGRADING, migrationBegan: true, stable: release("11.1.0", "d0") }),
      CRASH,
      true,
      "BeginRollback",
    ],
    [
      "before the release was touched leaves it alone",
      upgrade({ ...UPGRADING, release: OLD }),
      REFUSED,
      true,
      "RejectChange",
    ],
    [
      "of helm itself takes back what helm did in part",
      upgrade({ ...UPGRADING, release: OLD }),
      { ...REFUSED, step: "Release" },
      true,
      "BeginRollback",
    ],
    [
      "without a slot, half-way, is Failed",
      upgrade({ ...UPGRADING, slotSince: undefined } as unknown as StoreStatus),
      CRASH,
      true,
      "FailAttempt",
    ],
    ["of the way back is Failed", upgrade(UPGRADING, { rollback: OLD }), CRASH, true, "FailAttempt"],
    [
      "in a new namespace has nothing to go back to",
      upgrade(UPGRADING, { namespace: { ...NAMESPACE, uid: "ns-2" } }),
      CRASH,
      true,
      "FailAttempt",
    ],
    [
      "of falling asleep is no change to take back",
      upgrade(UPGRADING, {}, { suspended: true }),
      CRASH,
      true,
      "FailAttempt",
    ],
    [
      "of waking up is none either",
      upgrade(UPGRADING, { asked: { digest: "d0", appVersion: "11.0.0", size: "small" } }),
      CRASH,
      true,
      "FailAttempt",
    ],
    [
      "by a namespace of others is Failed",
      upgrade(UPGRADING),
      { ...REFUSED, code: "NamespaceTaken" },
      true,
      "FailAttempt",
    ],
  ])("%s", (_, o, failure, final, expected) => {
    expect(afterFailure(o, failure, final).type).toBe(expected);
  });

  test("of the way back says so, with the reason", () => {
    expect(afterFailure(upgrade(UPGRADING, { rollback: OLD }), CRASH, true)).toMatchObject({
      final: true,
      failure: { code: "RollbackFailed", cause: "CrashLoop", message: "11.0.0 did not come back: it crashed" },
    });
  });
});
