import { fileURLToPath } from "node:url";
import { ANNOTATIONS, LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { DEPLOYMENTS, resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import { getSecret, isPhase, reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({
    operatorEntry: fileURLToPath(new URL("support/versions-engine.ts", import.meta.url)),
    operatorEnv: {
      CHARTS_DIR: fileURLToPath(new URL("../conformance/paper-shop", import.meta.url)),
      MAX_ATTEMPTS: "2",
      MAX_CONCURRENT_PROVISIONS: "6",
    },
  });
});
afterAll(() => platform?.stop());

const apply = (name: string, engineVersion: string, more: object = {}) =>
  platform.apply(name, { engine: "versions", engineVersion, ...more });
const ready = async (name: string, engineVersion: string, more: object = {}) => {
  await apply(name, engineVersion, more);
  return platform.until(name, `Ready with ${engineVersion}`, servesNow(engineVersion));
};
const servesNow =
  (version: string) =>
  (store: Store): boolean =>
    isPhase("Ready")(store) &&
    store.status?.release?.appVersion === version &&
    store.status.observedGeneration === store.metadata.generation;
const settledAgain = (store: Store) =>
  store.status?.rejected !== undefined && store.status.slotSince === undefined && isPhase("Ready", "Degraded")(store);
const web = async (name: string) => {
  const path = resourcePath(DEPLOYMENTS, { namespace: platform.namespaceOf(name), name: `${name}-web` });
  return platform.admin.get<KubeObject & { spec: { template: { spec: { containers: { image: string }[] } } } }>(path);
};

describe("a change of version", () => {
  it("that comes up becomes the release to go back to, and the one before becomes history", async () => {
    await ready("upgraded", "1.0.0");
    const store = await ready("upgraded", "1.1.0");
    expect(store.status?.stable?.appVersion).toBe("1.1.0");
    expect(store.status?.history?.map(({ appVersion, size }) => [appVersion, size])).toEqual([["1.0.0", "small"]]);
  });

  it("that does not come up is taken back, told, and not tried again by itself", async () => {
    const before = await ready("taken-back", "1.0.0");
    const secret = await getSecret(platform, platform.namespaceOf("taken-back"), "taken-back-credentials");
    await apply("taken-back", "missing", { host: "elsewhere.example.com" });
    const store = await platform.until("taken-back", "back", settledAgain, 120_000);
    expect(store.status).toMatchObject({
      phase: "Ready",
      engineVersion: "1.0.0",
      rejected: { appVersion: "missing", size: "small", code: "ImagePullFailed" },
      release: { appVersion: "1.0.0", digest: before.status?.release?.digest, host: "taken-back.localhost" },
      // The address is the one that answers.
      url: before.status?.url,
      lastError: {
        code: "UpgradeRolledBack",
        cause: "ImagePullFailed",
        message: expect.stringContaining("missing did not come up (ImagePullFailed)"),
      },
    });
    expect(store.status?.lastError?.resolvedAt).toBeUndefined();
    expect(findCondition(store.status, "Stalled")).toMatchObject({ status: "True", reason: "UpgradeRolledBack" });
    expect(findCondition(store.status, "Ready")).toMatchObject({ status: "True", reason: "RolledBack" });
    expect(reasons(store)).toContain("ReleaseRollback");
    expect(store.status?.observedGeneration).toBe(store.metadata.generation);
    const deployment = await web("taken-back");
    expect(deployment?.spec.template.spec.containers[0]?.image).toContain(":1.0.0");
    expect(deployment?.metadata.annotations?.[LABELS.digest]).toBe(before.status?.release?.digest);
    const after = await getSecret(platform, platform.namespaceOf("taken-back"), "taken-back-credentials");
    expect(after?.data).toEqual(secret?.data);
    // A restart doesn't try again either.
    await platform.restart("operator");
    await ready("next-to-it", "1.0.0");
    expect((await platform.store("taken-back"))?.metadata.resourceVersion).toBe(store.metadata.resourceVersion);
  });

  it("is tried again after a retry, and resolved by a spec that comes up", async () => {
    const before = await platform.store("taken-back");
    await platform.annotate("taken-back", { [ANNOTATIONS.retry]: "again" });
    const seen = before?.status?.rejected?.time;
    const tried = (store: Store) => settledAgain(store) && store.status?.rejected?.time !== seen;
    await platform.until("taken-back", "taken back once more", tried, 120_000);
    const store = await ready("taken-back", "1.1.0");
    expect(store.status?.rejected).toBeUndefined();
    expect(store.status?.lastError?.resolvedAt).toBeDefined();
    expect(findCondition(store.status, "Stalled")?.status).toBe("False");
  });

  it("whose migration had begun is not taken back, and says who answers", async () => {
    const engine = "migrating";
    await ready("stuck", "1.0.0", { engine });
    await apply("stuck", "crash", { engine });
    const store = await platform.until("stuck", "given up", settledAgain, 120_000);
    expect(store.status).toMatchObject({
      phase: "Degraded",
      migrationBegan: true,
      rejected: { appVersion: "crash" },
      stable: { appVersion: "1.0.0" },
      lastError: {
        code: "UpgradeStuck",
        cause: expect.stringMatching(/^(?:MigrationFailed|CrashLoop)$/),
        message: expect.stringMatching(/crash did not come up after its migration had begun .*the data is kept/),
      },
    });
    // The way out: a version that can read the data.
    const out = await ready("stuck", "1.1.0", { engine });
    expect(out.status?.migrationBegan).toBeUndefined();
  });

  it("to one that is not offered leaves the shop as it is", async () => {
    const before = await ready("kept", "1.0.0");
    await apply("kept", "12.0.0", { host: "elsewhere.example.com" });
    const store = await platform.until("kept", "told", settledAgain);
    expect(store.status).toMatchObject({ phase: "Ready", lastError: { code: "UnknownEngineVersion" } });
    expect(store.status?.release).toEqual(before.status?.release);
    expect(store.status?.url).toBe(before.status?.url);
    expect(findCondition(store.status, "Stalled")?.status).toBe("True");
    const back = await ready("kept", "1.0.0");
    expect(findCondition(back.status, "Stalled")?.status).toBe("False");
  });
});

describe("a plan", () => {
  const ask = async (wish: object) => {
    const request = JSON.stringify({ token: String(Math.random()), ...wish });
    await platform.annotate("planned", { [ANNOTATIONS.plan]: request });
    const store = await platform.until("planned", "answered", ({ status }) => status?.plan?.token === request);
    return store.status?.plan;
  };

  it("says object by object what another size and version would change, and changes nothing", async () => {
    const before = await ready("planned", "1.0.0");
    const deployment = await web("planned");
    const plan = await ask({ size: "medium", engineVersion: "1.1.0" });
    expect(plan).toMatchObject({ appVersion: "1.1.0", size: "medium" });
    expect(plan?.error).toBeUndefined();
    const change = plan?.changes?.find(({ kind, name }) => kind === "Deployment" && name === "planned-web");
    expect(change?.change).toBe("Changed");
    expect(change?.diff).toMatch(/^- .*replicas: 1$/m);
    expect(change?.diff).toMatch(/^\+ .*replicas: 2$/m);
    expect(plan?.unchanged).toBeGreaterThan(0);
    const after = await platform.store("planned");
    expect(after?.status?.release).toEqual(before.status?.release);
    expect((await web("planned"))?.metadata.resourceVersion).toBe(deployment?.metadata.resourceVersion);
  });

  it("of what is there already is empty", async () => {
    expect(await ask({})).toMatchObject({ changes: [] });
  });

  it("that cannot be made says why", async () => {
    expect((await ask({ engineVersion: "12.0.0" }))?.error).toMatch(/12\.0\.0 is not offered; there is: 1\.0\.0/);
    expect((await ask({ size: "huge" }))?.error).toMatch(/size must be one of/);
  });
});

describe("asleep and awake", () => {
  it("says how long it took to wake up", async () => {
    await ready("sleeper", "1.0.0");
    for (const told of [/^Waking up$/, /^Waking up: it took \d+ s the last time$/]) {
      await apply("sleeper", "1.0.0", { suspended: true });
      await platform.until("sleeper", "Suspended", isPhase("Suspended"));
      const store = await ready("sleeper", "1.0.0");
      const woken = store.status?.events?.findLast(({ reason }) => reason === "StoreWaking");
      expect(woken?.message).toMatch(told);
      expect(store.status?.events?.at(-1)?.message).toMatch(/, \d+ s after it was woken$/);
    }
  });
});
