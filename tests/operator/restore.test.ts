import type { ReleaseRecord, StoreStatus } from "@shopyard/crds/store.ts";
import { describe, expect, test } from "vitest";
import { copyKeyOf, copyValue } from "../../operator/build/copy-key.ts";
import { buildRestoreJob } from "../../operator/build/restore-job.ts";
import { observeRestore } from "../../operator/diagnose/restore.ts";
import { medusa } from "../../operator/engines/medusa.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import type { Action } from "../../operator/reconcile/action.ts";
import { decide } from "../../operator/reconcile/decide.ts";
import type { Failure } from "../../operator/reconcile/failure.ts";
import type { Observation, ObservedRestore } from "../../operator/reconcile/observation.ts";
import { targetOf } from "../../operator/reconcile/target.ts";
import type { Job, Pod } from "../../operator/watch/kinds.ts";
import { at, makePlatform, makeStore, NAMESPACE, observation, T0 } from "./support/fixtures.ts";
import { container, job, newJob, pod, rolledOut } from "./support/parts.ts";

const release = (appVersion: string, digest: string): ReleaseRecord => ({
  ...{ name: "demo", revision: 4, chart: "medusa", chartVersion: "0.1.0", size: "small" as const },
  ...{ appVersion, digest },
});
const COPY = { key: "1767225591000", time: at(-1_000) };
const FAILED: Failure = { code: "JobFailed", step: "Release", message: "it failed" };
/** From 11.0.0 to 11.1.0, whose migration began and failed: the data is being put back. */
const RESTORING: StoreStatus = {
  ...{ phase: "Upgrading", attempts: 1, slotSince: at(0), readyAt: at(-9_000), observedGeneration: 1 },
  ...{ migrationBegan: true, copy: COPY, restore: { ...COPY, state: "Begun" } },
  namespace: { name: "shop-demo", uid: "ns-1" },
  stable: release("11.0.0", "d0"),
  release: release("11.1.0", "d1"),
  rejected: { digest: "d1", appVersion: "11.1.0", size: "small", code: "MigrationFailed", time: at(0) },
};
const restoring = (restore: ObservedRestore, part: Partial<Observation> = {}, status: StoreStatus = {}) =>
  observation({
    ...{ namespace: NAMESPACE, rollback: release("11.0.0", "d0"), restore },
    ...(part as object),
    store: { status: { ...RESTORING, ...status } },
  });
const AFTER_ALL = T0 + 901_000;

describe("while the data is put back", () => {
  test.each<[string, Observation, Partial<Action> & { type: Action["type"] }]>([
    ["the shop is made to stand still first", restoring({ state: "shop-runs" }), { type: "StandStill" }],
    ["its pods are waited for", restoring({ state: "shop-ends" }), { type: "Wait", at: T0 + 900_000 }],
    ["not for ever", restoring({ state: "shop-ends" }, { now: AFTER_ALL }), { type: "MarkStuck" }],
    [
      "the Job starts when nothing runs",
      restoring({ state: "shop-stands-still" }),
      { type: "StartRestore", key: COPY.key },
    ],
    ["the Job is waited for", restoring({ state: "running" }), { type: "Wait" }],
    [
      "no deadline of the attempt ends it half-way",
      restoring({ state: "running" }, { now: AFTER_ALL }),
      { type: "Wait" },
    ],
    ["its end is noted before the release goes back", restoring({ state: "passed" }), { type: "RecordRestore" }],
    [
      "a Job that failed is tried again",
      restoring({ state: "failed", failure: FAILED }),
      { type: "FailAttempt", final: false },
    ],
    [
      "until attempts are used up",
      restoring({ state: "failed", failure: FAILED }, {}, { attempts: 3 }),
      { type: "MarkStuck" },
    ],
    [
      "it goes on whatever the spec asks for by now",
      restoring(
        { state: "running" },
        { rollback: undefined, asked: { digest: "d2", appVersion: "12", size: "small" } },
      ),
      { type: "Wait" },
    ],
  ])("%s", (_, o, expected) => {
    expect(decide(o)).toMatchObject(expected);
  });

  test("says from when the data would have been, where it cannot be had", () => {
    const action = decide(restoring({ state: "failed", failure: FAILED }, {}, { attempts: 3 }));
    expect(action).toMatchObject({
      failure: { message: "the data of 2025-12-31T23:59:59.000Z could not be put back: it failed" },
    });
  });

  test("a namespace that is another by now has no data to put back", () => {
    const o = restoring({ state: "shop-runs" }, { namespace: { ...NAMESPACE, uid: "ns-2" } });
    expect(decide(o).type).toBe("EnsureNamespace");
  });
});

describe("that a migration has begun", () => {
  const { restore: _, copy: __, migrationBegan: ___, ...UPGRADING } = RESTORING;
  const upgrading = (part: Partial<Observation>, status: StoreStatus = {}) =>
    observation({
      namespace: NAMESPACE,
      migrating: true,
      ...(part as object),
      store: { status: { ...UPGRADING, ...status } },
    });
  test.each<[string, Observation, Action["type"]]>([
    ["is noted before anything else", upgrading({ now: AFTER_ALL }), "RecordMigration"],
    ["is noted with its copy", upgrading({ copy: COPY }), "RecordMigration"],
    ["is noted once", upgrading({ copy: COPY }, { migrationBegan: true, copy: COPY }), "EnsurePolicies"],
    [
      "is noted again when its copy is known only later",
      upgrading({ copy: COPY }, { migrationBegan: true }),
      "RecordMigration",
    ],
    [
      "is not what the Job of an earlier release does on the way back",
      upgrading({ rollback: release("11.0.0", "d0") }),
      "EnsurePolicies",
    ],
  ])("%s", (_name, o, expected) => {
    expect(decide(o).type).toBe(expected);
  });
});

describe("how far it is", () => {
  const NAME = "demo-restore-4-1";
  const restoreJob = (part: Job): Job => ({ ...part, metadata: { ...part.metadata, name: NAME } });
  const runs = (component: string): Pod => pod(component, { phase: "Running", containerStatuses: [container({})] });
  test.each<[string, Parameters<typeof observeRestore>[2], ObservedRestore["state"]]>([
    ["pods of the shop are wanted", { jobs: [], pods: [], deployments: [rolledOut("web")] }, "shop-runs"],
    [
      "the failed migration may try again",
      { jobs: [newJob("migrate", { failed: 1 })], pods: [], deployments: [] },
      "shop-runs",
    ],
    [
      "a pod has not ended",
      { jobs: [], pods: [runs("web")], deployments: [rolledOut("web", {}, "d1", 0)] },
      "shop-ends",
    ],
    [
      "only databases are left, which do not count",
      { jobs: [], pods: [runs("database"), runs("redis")], deployments: [rolledOut("web", {}, "d1", 0)] },
      "shop-stands-still",
    ],
    ["the Job runs", { jobs: [restoreJob(newJob("restore"))], pods: [], deployments: [rolledOut("web")] }, "running"],
    ["the Job ended well", { jobs: [restoreJob(job("restore", "Complete"))], pods: [], deployments: [] }, "passed"],
    ["the Job gave up", { jobs: [restoreJob(job("restore", "Failed"))], pods: [], deployments: [] }, "failed"],
  ])("%s", (_, around, expected) => {
    expect(observeRestore(medusa, NAME, around).state).toBe(expected);
  });

  test("an engine without such a program fails, and says so", () => {
    const { restore: _, ...none } = medusa;
    const around = { jobs: [], pods: [], deployments: [] };
    expect(observeRestore(none, NAME, around)).toMatchObject({ state: "failed", failure: { code: "JobFailed" } });
  });
});

describe("the name of a copy", () => {
  const status = { stable: release("1.0.0", "d0"), readyAt: "2026-01-01T00:00:00.123Z" };
  test.each<[string, StoreStatus | undefined, string, string | undefined]>([
    ["is when the release before was Ready", status, "1.1.0", "1767225600123"],
    ["is none for the first installation", undefined, "1.0.0", undefined],
    ["is none where the version stays", status, "1.0.0", undefined],
  ])("%s", (_, given, version, expected) => {
    expect(copyKeyOf(given === undefined ? {} : { status: given }, version)).toBe(expected);
  });
});

test("the chart is told the name only where a copy is wanted and can be put back", () => {
  const store = { status: { stable: release("1.0.0", "d0"), readyAt: "2026-01-01T00:00:00.123Z" } };
  const { restore: _, ...without } = medusa;
  const to = { engine: medusa, version: "1.1.0" };
  expect(copyValue(store, to, makePlatform())).toEqual({ copy: { key: "1767225600123" } });
  expect(copyValue({}, to, makePlatform())).toEqual({ copy: { key: "" } });
  expect(copyValue(store, to, makePlatform({ MIGRATION_COPY: "none" }))).toEqual({});
  expect(copyValue(store, { ...to, engine: without }, makePlatform())).toEqual({});
});

test("what was given up leads back while its data is put back, and nowhere without", () => {
  const platform = makePlatform();
  const asked = (status: StoreStatus) => makeStore({ spec: { engineVersion: "12.0.0" }, status });
  const digest = targetOf(asked(RESTORING), platform).asked?.digest ?? "";
  const rejected = { ...RESTORING.rejected, digest, appVersion: "12.0.0", code: "CrashLoop", time: at(0) };
  const { restore: _, ...without } = { ...RESTORING, rejected };
  expect(targetOf(asked({ ...without, restore: RESTORING.restore }), platform)).toMatchObject({
    rollback: { digest: "d0" },
    stuck: false,
  });
  expect(targetOf(asked(without), platform)).toMatchObject({ rollback: undefined, stuck: true });
});

test("what is gone back to is the release as it was, its host included", () => {
  const platform = makePlatform();
  const of = (status: StoreStatus) =>
    targetOf(makeStore({ spec: { engineVersion: "12.0.0", host: "new.example.com" }, status }), platform);
  const digest = of(RESTORING).asked?.digest ?? "";
  const rejected = { ...RESTORING.rejected, digest, appVersion: "12.0.0", code: "CrashLoop", time: at(0) };
  const { restore: _, migrationBegan: __, ...status } = { ...RESTORING, rejected };
  const stable = { ...RESTORING.stable, host: "old.example.com" } as ReleaseRecord;
  expect(of({ ...status, stable }).store.spec).toMatchObject({ host: "old.example.com", engineVersion: "11.0.0" });
  // A record from before hosts were noted.
  expect(of(status).store.spec.host).toBe("new.example.com");
});

test.each([...builtInEngines.values()])(
  "the Job of $name has the database's image and password, and no right",
  (engine) => {
    const store = makeStore({ spec: { engine: engine.name }, status: RESTORING });
    const { metadata, spec } = buildRestoreJob(
      store,
      engine,
      { version: engine.defaultVersion, key: "7" },
      makePlatform(),
    );
    expect(metadata).toMatchObject({ name: "demo-restore-4-1", namespace: "shop-demo" });
    const { containers, volumes, ...podSpec } = spec.template.spec;
    const [{ image, env = [], securityContext } = {}] = containers;
    expect(image).toBe(`${engine.images("").database?.repository}:${engine.images("").database?.tag}`);
    expect(env.flatMap((each) => ("valueFrom" in each ? [each.valueFrom.secretKeyRef.key] : []))).toEqual([
      "database-password",
    ]);
    expect(env).toContainEqual({ name: "SHOPYARD_COPY", value: "7" });
    expect(podSpec).toMatchObject({ automountServiceAccountToken: false, restartPolicy: "Never" });
    expect(securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
    expect(volumes).toContainEqual({ name: "copies", configMap: { name: "demo-copies" } });
  },
);
