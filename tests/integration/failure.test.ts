import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import { DEPLOYMENTS, resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPhase, reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

/** The simulated nodes let a pod fail as its first container's image tag says. */
const images = (woocommerce: string, medusa: string) =>
  JSON.stringify({ woocommerce: { web: { tag: woocommerce } }, medusa: { web: { tag: medusa } } });

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({
    operatorEnv: { ENGINE_IMAGES: images("crash", "missing"), MAX_ATTEMPTS: "2" },
  });
});
afterAll(() => platform?.stop());

describe("a store whose pod cannot run", () => {
  it("ends Failed with the container's reason and exit code when it crashes", async () => {
    await platform.apply("crashing", { engine: "woocommerce" });
    const store = await platform.until("crashing", "Failed", isPhase("Failed"), 120_000);
    expect(store.status?.lastError).toMatchObject({
      code: "CrashLoop",
      step: "Workloads",
      component: expect.stringMatching(/^Pod\/crashing-web-/),
      evidence: { podReason: "CrashLoopBackOff", exitCode: 1 },
      hint: expect.stringContaining("log"),
    });
    expect(store.status?.attempts).toBe(2);
    expect(reasons(store)).toContain("BackingOff");
    expect(store.status?.conditions).toContainEqual(
      expect.objectContaining({ type: "Stalled", status: "True", reason: "CrashLoop" }),
    );
    expect(store.status?.slotSince).toBeUndefined();
  });

  it("ends Failed with the image's name when it cannot be pulled", async () => {
    await platform.apply("unpulled", { engine: "medusa" });
    const store = await platform.until("unpulled", "Failed", isPhase("Failed"), 120_000);
    expect(store.status?.lastError).toMatchObject({
      code: "ImagePullFailed",
      evidence: { podReason: "ImagePullBackOff" },
    });
  });

  it("stays Failed over a restart, and becomes Ready by a retry once the cause is gone", async () => {
    const failed = await platform.store("crashing");
    await platform.restart("operator", { ENGINE_IMAGES: "{}" });
    await platform.apply("other", { engine: "woocommerce" });
    await platform.until("other", "Ready", isPhase("Ready"));
    expect((await platform.store("crashing"))?.metadata.resourceVersion).toBe(failed?.metadata.resourceVersion);
    await platform.annotate("crashing", { [ANNOTATIONS.retry]: "one" });
    const store = await platform.until("crashing", "Ready", isPhase("Ready"));
    expect(store.status?.lastHandledRetry).toBe("one");
    expect(store.status?.lastError?.resolvedAt).toBeDefined();
    expect(reasons(store)).toContain("RetryRequested");
  });
});

describe("a store that lost a part", () => {
  it("is Degraded, and whole again by a retry", async () => {
    await platform.until("other", "Ready", isPhase("Ready"));
    const namespace = platform.namespaceOf("other");
    await platform.admin.delete(resourcePath(DEPLOYMENTS, { namespace, name: "other-web" }));
    const degraded = await platform.until("other", "Degraded", isPhase("Degraded"));
    expect(degraded.status?.lastError).toMatchObject({ code: "WorkloadsNotReady", step: "Workloads" });
    await platform.annotate("other", { [ANNOTATIONS.retry]: "two" });
    const store = await platform.until("other", "Ready", isPhase("Ready"));
    expect(store.status?.lastError?.resolvedAt).toBeDefined();
    expect(store.status?.release?.revision).toBe(2);
  });
});

describe("a store that takes too long", () => {
  it("is Failed at its deadline with what was not ready and the likeliest cause", async () => {
    await platform.restart("operator", {
      ENGINE_IMAGES: JSON.stringify({ woocommerce: { database: { tag: "slow" } } }),
      MAX_PROVISION_SECONDS: "6",
    });
    await platform.apply("late", { engine: "woocommerce" });
    const store = await platform.until("late", "Failed", isPhase("Failed"));
    expect(store.status?.lastError).toMatchObject({
      code: "DeadlineExceeded",
      cause: "ProbeFailing",
      component: "Pod/late-database-0",
      message: expect.stringContaining("not ready: late-database (Container"),
      evidence: { podReason: "NotReady" },
    });
    const [start, end] = [store.status?.startedAt, store.status?.lastError?.time].map((time) => Date.parse(time ?? ""));
    expect((end ?? 0) - (start ?? 0)).toBeGreaterThanOrEqual(6_000);
  });
});

describe("a store that nobody could build", () => {
  it("names the engine that is not there", async () => {
    await platform.apply("unknown", { engine: "prestashop" });
    const store = await platform.until("unknown", "Failed", isPhase("Failed"));
    expect(store.status?.lastError).toMatchObject({ code: "UnknownEngine", retryable: false });
  });

  it("names the versions that are offered, and is built once one of them is asked for", async () => {
    await platform.restart("operator", { ENGINE_IMAGES: "{}", MAX_PROVISION_SECONDS: "900" });
    await platform.apply("dated", { engine: "woocommerce", engineVersion: "1.0.0" });
    const store = await platform.until("dated", "Failed", isPhase("Failed"));
    expect(store.status?.lastError).toMatchObject({
      code: "UnknownEngineVersion",
      message: expect.stringContaining("11.1.0"),
    });
    await platform.apply("dated", { engine: "woocommerce", engineVersion: "11.1.0" });
    await platform.until("dated", "Ready", isPhase("Ready"));
  });
});
