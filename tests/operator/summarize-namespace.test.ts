import { storeSchema } from "@shopyard/crds/schema.ts";
import type { StoreStatus } from "@shopyard/crds/store.ts";
import { describe, expect, test } from "vitest";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import type { Outcome } from "../../operator/reconcile/outcome.ts";
import { summarize } from "../../operator/reconcile/summarize.ts";
import { isOpen } from "../../operator/reconcile/timeline.ts";
import { at, makeStore, T0 } from "./support/fixtures.ts";
import { schemaViolations } from "./support/schema-violations.ts";

const HELD = "namespace shop-demo does not go: the namespace itself has the finalizer example.com/hold";
const queued: Outcome = {
  ...({ type: "Queued", because: "Created", retryToken: undefined, engineVersion: undefined } as const),
  ...{ url: "http://demo.localhost", adminUrl: "http://demo.localhost/admin" },
};
const begun: Outcome = { type: "DeletionBegun" };
const going = (blockedBy?: string): Outcome => ({ type: "PredecessorGoing", name: "shop-demo", blockedBy });
const deleting = (blockedBy?: string): Outcome => ({ type: "NamespaceDeleting", blockedBy });
const labelsLost: Outcome = {
  type: "LabelsLost",
  failure: { code: "NamespaceRelabelled", step: "Delete", message: "namespace shop-demo no longer carries x=y" },
};
const ensured = (uid: string, takenOver = false): Outcome => ({
  ...({ type: "NamespaceEnsured", name: "shop-demo", durationMs: 1 } as const),
  ...{ uid, takenOver },
});

/** The status after outcomes that came one second after the other. */
const after = (...outcomes: Outcome[]): StoreStatus =>
  outcomes.reduce<StoreStatus>((status, each, index) => {
    const next = summarize(makeStore({ status }), each, T0 + (index + 1) * 1_000);
    expect(schemaViolations(next, storeSchema.properties.status)).toEqual([]);
    return next;
  }, {});
const again = (status: StoreStatus, outcome: Outcome) => summarize(makeStore({ status }), outcome, T0 + 999_000);
const open = (status: StoreStatus) => status.events?.filter(isOpen).map(({ step, message }) => `${step}: ${message}`);

describe("a new store whose name's namespace is still going", () => {
  test("says that it waits for it, and keeps its place", () => {
    const status = after(queued, going());
    expect(status).toMatchObject({ phase: "Pending", queuedAt: at(1_000) });
    expect(status.message).toBe("Waiting for namespace shop-demo to go: a new one can only be made after it");
    expect(findCondition(status, "NamespaceReady")).toMatchObject({ status: "False", reason: "Terminating" });
    expect(open(status)).toEqual([`Queue: ${status.message}`]);
    expect(again(status, going())).toEqual(status);
  });

  test("says what holds it, once", () => {
    const status = after(queued, going(), going(HELD));
    expect(status).toMatchObject({ phase: "Pending", message: HELD });
    expect(status.lastError).toMatchObject({ code: "TeardownBlocked", step: "Namespace", message: HELD });
    expect(findCondition(status, "NamespaceReady")).toMatchObject({ reason: "TeardownBlocked", message: HELD });
    expect(findCondition(status, "Stalled")).toMatchObject({ status: "True", reason: "TeardownBlocked" });
    expect(again(status, going(HELD))).toEqual(status);
  });

  test("waits for a slot like any other when it is gone, and nothing stays alarmed", () => {
    const status = after(queued, going(), going(HELD), { type: "PredecessorGone" });
    expect(status).toMatchObject({ phase: "Pending", queuedAt: at(1_000), message: "Waiting for a provisioning slot" });
    expect(status.lastError?.resolvedAt).toBe(at(4_000));
    expect(findCondition(status, "NamespaceReady")?.reason).toBe("NamespaceGone");
    expect(findCondition(status, "Stalled")?.status).toBe("False");
    expect(open(status)).toEqual(["Queue: Waiting for a provisioning slot"]);
  });
});

describe("a store that is being deleted", () => {
  test("says what holds its namespace, anew when that changes, and that it is over", () => {
    const blocked = after(begun, deleting(), deleting(HELD), deleting(`${HELD}, x`));
    expect(blocked.lastError).toMatchObject({ code: "TeardownBlocked", step: "Delete", message: `${HELD}, x` });
    expect(blocked.events?.filter(({ type }) => type === "Warning")).toHaveLength(1);
    expect(blocked.events?.at(-1)).toMatchObject({ reason: "TeardownBlocked", count: 2 });
    expect(findCondition(blocked, "Stalled")?.status).toBe("True");
    const over = again(blocked, deleting());
    expect(over.lastError?.resolvedAt).toBeDefined();
    expect(findCondition(over, "Stalled")?.status).toBe("False");
    expect(over.message).toBe("Waiting for the namespace to go");
    expect(again(blocked, { type: "NamespaceGone" }).lastError?.resolvedAt).toBeDefined();
  });

  test("says it anew when it comes back after it was over", () => {
    const status = after(begun, deleting(HELD), deleting(), deleting(HELD));
    expect(status.lastError?.resolvedAt).toBeUndefined();
  });

  test("waits for lost labels, once, and goes on without an alarm", () => {
    const status = after(begun, labelsLost);
    expect(status).toMatchObject({ phase: "Deleting", lastError: { code: "NamespaceRelabelled", step: "Delete" } });
    expect(findCondition(status, "NamespaceReady")).toMatchObject({ status: "False", reason: "NamespaceRelabelled" });
    expect(again(status, labelsLost)).toEqual(status);
    for (const next of [deleting(), { type: "Uninstalled", warning: undefined } as const])
      expect(again(status, next).lastError?.resolvedAt).toBeDefined();
  });

  test("says of lost labels anew that the deletion waits for them", () => {
    const { failure } = labelsLost as Extract<Outcome, { type: "LabelsLost" }>;
    const status = after({ type: "LabelsLost", failure: { ...failure, step: "Namespace" } }, begun, labelsLost);
    expect(status.lastError?.step).toBe("Delete");
    expect(status.events?.at(-1)).toMatchObject({ step: "Delete", reason: "NamespaceRelabelled" });
  });

  test.each<[string, readonly string[], string | undefined, string]>([
    ["one", ["x/y"], undefined, "Nothing of it is left. The Store is held by finalizer x/y"],
    ["several", ["x/y", "z"], undefined, "Nothing of it is left. The Store is held by finalizers x/y, z"],
    [
      "one while our own was removed by hand",
      ["x/y"],
      "shop-demo",
      "Our finalizer was removed by hand: namespace shop-demo is left alone, with all that is in it. The Store is held by finalizer x/y",
    ],
  ])("says who holds it: %s", (_, finalizers, left, message) => {
    const outcome: Outcome = { type: "HeldByOthers", finalizers, left };
    const status = after(begun, deleting(HELD), { type: "NamespaceGone" }, outcome);
    expect(status).toMatchObject({ phase: "Deleting", message });
    expect(open(status)).toEqual([]);
    expect(again(status, outcome)).toEqual(status);
  });
});

describe("a namespace that is there", () => {
  test("was made, or is an earlier store's, and the timeline says which", () => {
    expect(after(queued, ensured("ns-1")).events?.at(-1)?.message).toBe("Namespace shop-demo is there");
    expect(after(queued, ensured("ns-1", true)).events?.at(-1)?.message).toBe(
      "Namespace shop-demo of an earlier store of this name was taken over, with all that is in it",
    );
  });

  test("is told as lost when it was deleted by hand", () => {
    const status = after(queued, ensured("ns-1"), { ...queued, because: "NamespaceLost" } as Outcome);
    expect(findCondition(status, "NamespaceReady")).toMatchObject({ status: "False", reason: "NamespaceLost" });
    expect(status.events?.map(({ reason }) => reason)).toContain("NamespaceLost");
  });

  test("has no earlier release to go back to when it is new, and no migrated data", () => {
    const stable = {
      name: "demo",
      revision: 3,
      chart: "c",
      chartVersion: "1",
      appVersion: "1",
      digest: "d",
      time: at(0),
    };
    const status = { ...after(queued, ensured("ns-1")), stable, migrationBegan: true } as StoreStatus;
    expect(again(status, ensured("ns-1"))).toMatchObject({ stable: { revision: 3 }, migrationBegan: true });
    const renewed = again(status, ensured("ns-2"));
    expect(renewed.stable).toMatchObject({ appVersion: "1" });
    expect(renewed.stable?.revision).toBeUndefined();
    expect(renewed.migrationBegan).toBeUndefined();
  });
});
