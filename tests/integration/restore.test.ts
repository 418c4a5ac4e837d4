import { fileURLToPath } from "node:url";
import { ANNOTATIONS, LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { DEPLOYMENTS, JOBS, resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import { isPhase, reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

interface Deployment extends KubeObject {
  spec: { replicas: number; template: { spec: { containers: { image: string }[] } } };
}

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({
    operatorEntry: fileURLToPath(new URL("support/copying-engine.ts", import.meta.url)),
    operatorEnv: { MAX_ATTEMPTS: "2", MAX_CONCURRENT_PROVISIONS: "6" },
  });
});
afterAll(() => platform?.stop());

const apply = (name: string, engineVersion: string) => platform.apply(name, { engine: "copying", engineVersion });
const ready = async (name: string, engineVersion: string) => {
  await apply(name, engineVersion);
  return platform.until(
    name,
    `Ready with ${engineVersion}`,
    (store) =>
      isPhase("Ready")(store) &&
      store.status?.release?.appVersion === engineVersion &&
      store.status.observedGeneration === store.metadata.generation,
    120_000,
  );
};
const givenUp = (store: Store) =>
  store.status?.rejected !== undefined && store.status.slotSince === undefined && isPhase("Ready", "Degraded")(store);
/** Simulated web pods of such an image crash as well, and do not wait for the migration as real ones do. */
const cause = expect.stringMatching(/^(MigrationFailed|CrashLoop)$/);
const restoring = (store: Store) => store.status?.restore !== undefined;
const jobsOf = async (name: string, component: string) =>
  platform.list<KubeObject>(JOBS, { labelSelector: `${LABELS.store}=${name},${LABELS.component}=${component}` });
const web = (name: string) =>
  platform.admin.get<Deployment>(
    resourcePath(DEPLOYMENTS, { namespace: platform.namespaceOf(name), name: `${name}-web` }),
  );

describe("a change of version that fails after its migration has begun", () => {
  it("goes back with the data that was copied before, and says so", async () => {
    const before = await ready("copied", "1.0.0");
    // The first installation had nothing to copy.
    expect((await jobsOf("copied", "migrate"))[0]?.metadata.annotations?.[ANNOTATIONS.copy]).toBeUndefined();
    await apply("copied", "crash");
    const during = await platform.until("copied", "going back", restoring, 120_000);
    expect(during.status).toMatchObject({ migrationBegan: true, rejected: { code: cause } });
    expect(during.status?.restore?.key).toBe(String(Date.parse(before.status?.readyAt ?? "")));
    const store = await platform.until("copied", "back", givenUp, 120_000);
    expect(store.status).toMatchObject({
      phase: "Ready",
      engineVersion: "1.0.0",
      release: { appVersion: "1.0.0", digest: before.status?.release?.digest },
      rejected: { appVersion: "crash", code: cause },
      lastError: {
        code: "UpgradeRolledBack",
        cause,
        message: expect.stringContaining(`its data of ${during.status?.restore?.time}, from before the migration`),
      },
    });
    expect(store.status?.migrationBegan).toBeUndefined();
    expect(store.status?.restore).toBeUndefined();
    expect(findCondition(store.status, "Stalled")).toMatchObject({ status: "True", reason: "UpgradeRolledBack" });
    expect(reasons(store)).toEqual(expect.arrayContaining(["DataRestore", "ReleaseRollback"]));
    expect((await jobsOf("copied", "restore")).length).toBe(1);
    const deployment = await web("copied");
    expect(deployment?.spec.replicas).toBe(1);
    expect(deployment?.spec.template.spec.containers[0]?.image).toContain(":1.0.0");
    expect(deployment?.metadata.annotations?.[LABELS.digest]).toBe(before.status?.release?.digest);
    // And from there to a version that comes up.
    const after = await ready("copied", "1.1.0");
    expect(after.status?.lastError?.resolvedAt).toBeDefined();
  });

  it("needs no copy where it failed before", async () => {
    await ready("untouched", "1.0.0");
    await apply("untouched", "missing");
    const store = await platform.until("untouched", "back", givenUp, 120_000);
    expect(store.status).toMatchObject({ phase: "Ready", lastError: { code: "UpgradeRolledBack" } });
    expect(store.status?.lastError?.message).not.toContain("its data of");
    expect(await jobsOf("untouched", "restore")).toEqual([]);
  });

  it("goes back although the operator is restarted meanwhile", async () => {
    await ready("restarted", "1.0.0");
    await apply("restarted", "crash");
    await platform.until("restarted", "going back", restoring, 120_000);
    await platform.restart("operator");
    const store = await platform.until("restarted", "back", givenUp, 120_000);
    expect(store.status).toMatchObject({ phase: "Ready", release: { appVersion: "1.0.0" } });
    expect((await web("restarted"))?.spec.replicas).toBe(1);
  });

  it("goes back with the data before it becomes what the spec asks for by then", async () => {
    await ready("changed", "1.0.0");
    await apply("changed", "crash");
    await platform.until("changed", "going back", restoring, 120_000);
    const store = await ready("changed", "1.1.0");
    expect(reasons(store)).toContain("DataRestore");
    expect((await jobsOf("changed", "restore")).length).toBe(1);
    expect((await web("changed"))?.spec.replicas).toBe(1);
    expect(store.status?.restore).toBeUndefined();
  });

  it("stays as it is where the data cannot be put back, with its pods as they were", async () => {
    await ready("stuck", "1.0.0");
    await apply("stuck", "lost");
    const store = await platform.until("stuck", "given up", (one) => givenUp(one) && isPhase("Degraded")(one), 240_000);
    expect(store.status).toMatchObject({
      migrationBegan: true,
      copy: { key: expect.any(String) },
      lastError: {
        code: "UpgradeStuck",
        cause: "JobFailed",
        message: expect.stringMatching(/the data of \S+ could not be put back: Job stuck-restore-/),
      },
    });
    expect((await web("stuck"))?.spec.replicas).toBe(1);
    expect((await web("stuck"))?.metadata.annotations?.[LABELS.digest]).toBe(store.status?.release?.digest);
  });
});
