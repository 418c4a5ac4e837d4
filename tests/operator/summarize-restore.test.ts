import type { ReleaseRecord, StoreStatus } from "@shopyard/crds/store.ts";
import { describe, expect, test } from "vitest";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import type { Outcome } from "../../operator/reconcile/outcome.ts";
import { summarize } from "../../operator/reconcile/summarize.ts";
import { at, makeStore, SETTLED, T0 } from "./support/fixtures.ts";

const release = (appVersion: string, digest: string): ReleaseRecord => ({
  ...{ name: "demo", revision: 3, chart: "medusa", chartVersion: "0.1.0", size: "small" as const },
  ...{ appVersion, digest },
});
const COPY = { key: "1767225600000", time: at(1_000) };
const UPGRADING: StoreStatus = {
  ...{ phase: "Upgrading", attempts: 3, slotMs: 9_000, slotSince: at(0), readyAt: at(-9_000) },
  stable: release("1.0.0", "d0"),
  release: release("2.0.0", "d1"),
  conditions: [{ type: "ReleaseApplied", status: "True", reason: "ReleaseApplied", lastTransitionTime: at(0) }],
};
const began: Outcome = { type: "MigrationBegan", copy: COPY };
const restoreBegun: Outcome = {
  type: "RestoreBegun",
  copy: COPY,
  failure: { code: "MigrationFailed", step: "Workloads", component: "Job/demo-migrate", message: "it failed" },
  rejected: { digest: "d1", appVersion: "2.0.0", size: "small" },
};
const ready: Outcome = {
  ...({ type: "BecameReady", workloads: SETTLED } as const),
  ...{ url: "http://demo.localhost", adminUrl: "http://demo.localhost/app" },
  ...{ simulated: false, suspended: false, rolledBack: true },
};
const after = (...outcomes: Outcome[]): StoreStatus =>
  outcomes.reduce<StoreStatus>(
    (status, outcome, index) => summarize(makeStore({ status }), outcome, T0 + 10_000 * (index + 1)),
    UPGRADING,
  );

describe("going back with the data", () => {
  test("begins with time and attempts of its own, and says of when the data will be", () => {
    const status = after(began, restoreBegun, { type: "RestoreStarted" });
    expect(status).toMatchObject({
      ...{ phase: "Upgrading", attempts: 1, slotMs: 0, slotSince: at(20_000), migrationBegan: true },
      restore: { ...COPY, state: "Begun" },
      rejected: { appVersion: "2.0.0", code: "MigrationFailed" },
      message: `Going back to 1.0.0 and its data of ${COPY.time}: it failed`,
    });
    expect(findCondition(status, "Serving")).toMatchObject({ status: "False", reason: "Restoring" });
    // The release is still the one that failed.
    expect(findCondition(status, "ReleaseApplied")?.status).toBe("True");
    const { durationMs, ...entry } = status.events?.at(-1) ?? {};
    expect(entry).toMatchObject({
      step: "Release",
      reason: "DataRestore",
      message: expect.stringContaining(COPY.time),
    });
    expect(durationMs).toBeUndefined();
  });

  test("is a way back like any other once the data is there", () => {
    const status = after(began, restoreBegun, { type: "RestoreStarted" }, { type: "DataRestored" });
    expect(status).toMatchObject({ restore: { ...COPY, state: "Done" }, slotSince: at(40_000) });
    expect(status.migrationBegan).toBeUndefined();
    expect(status.copy).toBeUndefined();
    expect(findCondition(status, "ReleaseApplied")).toMatchObject({ status: "False", reason: "RollingBack" });
    expect(status.events?.at(-1)).toMatchObject({
      reason: "DataRestore",
      durationMs: 10_000,
      message: `The data of ${COPY.time} is back; orders since then are not in it`,
    });
  });

  test("tells whoever asked for the change what is not there any more", () => {
    const status = after(began, restoreBegun, { type: "DataRestored" }, ready);
    expect(status.lastError).toMatchObject({
      code: "UpgradeRolledBack",
      cause: "MigrationFailed",
      message: expect.stringContaining(
        `1.0.0 serves with its data of ${COPY.time}, from before the migration. Orders since`,
      ),
    });
    expect(status.restore).toBeUndefined();
  });

  test("leaves nothing for a later change that is taken back without data", () => {
    const first = after(began, restoreBegun, { type: "DataRestored" }, ready);
    const rolledBack = summarize(makeStore({ status: first }), ready, T0 + 90_000);
    expect(rolledBack.lastError?.message).not.toContain("data of");
    expect(rolledBack.migrationBegan).toBeUndefined();
  });

  test("ends as stuck where the data could not be put back, and could be tried again", () => {
    const failure = { code: "JobFailed", step: "Release", message: "the data of then could not be put back" } as const;
    const rejected = { digest: "d1", appVersion: "2.0.0", size: "small" } as const;
    const status = after(began, restoreBegun, { type: "UpgradeStuck", failure, rejected, serving: "nobody" });
    expect(status).toMatchObject({
      phase: "Degraded",
      migrationBegan: true,
      copy: COPY,
      lastError: { code: "UpgradeStuck" },
    });
    expect(status.restore).toBeUndefined();
  });
});
