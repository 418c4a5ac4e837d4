import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ANNOTATIONS, FINALIZER, LABELS } from "@shopyard/crds/constants.ts";
import type { StoreStatus } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { JOBS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { refusePods, UNWANTED } from "../support/refuse-pods.ts";
import { isPhase, reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

/** The simulated nodes let a pod run and never be ready as its first container's image tag says. */
const SLOW = JSON.stringify({ woocommerce: { web: { tag: "slow" } } });

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ operatorEnv: { MAX_ATTEMPTS: "1" } });
});
afterAll(() => platform?.stop());

const failureOf = async (name: string) =>
  (await platform.until(name, "Failed", isPhase("Failed"), 120_000)).status?.lastError;

it("names the policy that refuses a store's pods, and a retry makes it Ready once it is lifted", async () => {
  const lift = await refusePods(platform);
  try {
    await platform.apply("refused", { engine: "woocommerce" });
    expect(await failureOf("refused")).toMatchObject({
      code: "PolicyDenied",
      component: "Deployment/refused-web",
      message: expect.stringContaining(UNWANTED),
      evidence: { podReason: "FailedCreate", kubernetesEvent: expect.stringContaining(UNWANTED) },
    });
  } finally {
    await lift();
  }
  await platform.annotate("refused", { [ANNOTATIONS.retry]: "lifted" });
  await platform.until("refused", "Ready", isPhase("Ready"));
});

it("finds the cause at the deadline in the Events of a StatefulSet, which has no condition for it", async () => {
  await platform.restart("operator", { MAX_PROVISION_SECONDS: "6" });
  const lift = await refusePods(platform, "database");
  try {
    await platform.apply("baseless", { engine: "woocommerce" });
    expect(await failureOf("baseless")).toMatchObject({
      code: "DeadlineExceeded",
      cause: "PolicyDenied",
      component: "StatefulSet/baseless-database",
      evidence: { kubernetesEvent: expect.stringMatching(/^FailedCreate: .*pods are not wanted here/s) },
    });
  } finally {
    await lift();
  }
});

it("tells a migration that gave up from any other Job", async () => {
  await platform.restart("operator", { ENGINE_IMAGES: SLOW });
  await platform.apply("unmigrated", { engine: "woocommerce" });
  const namespace = platform.namespaceOf("unmigrated");
  const ofMigration = { query: { labelSelector: `${LABELS.component}=setup` } };
  const jobs = async () =>
    (await platform.admin.list<KubeObject>(resourcePath(JOBS, { namespace }), ofMigration)).items;
  await waitUntil(async () => (await jobs()).length > 0, { what: "the migration's Job", timeoutMs: 60_000 });
  const name = (await jobs())[0]?.metadata.name ?? "";
  await platform.admin.patch(resourcePath(JOBS, { namespace, name }), { spec: { activeDeadlineSeconds: 1 } });
  expect(await failureOf("unmigrated")).toMatchObject({
    code: "MigrationFailed",
    component: `Job/${name}`,
    evidence: { podReason: "DeadlineExceeded" },
  });
});

it("gives up at once on a chart that cannot be rendered, in helm's words", async () => {
  const charts = await mkdtemp(join(tmpdir(), "charts-"));
  try {
    await cp(fileURLToPath(new URL("../../charts", import.meta.url)), charts, { recursive: true });
    await writeFile(join(charts, "woocommerce/templates/broken.yaml"), "{{ .Values.no.such.value }}\n");
    await platform.restart("operator", { CHARTS_DIR: charts, MAX_ATTEMPTS: "3" });
    await platform.apply("unrendered", { engine: "woocommerce" });
    expect(await failureOf("unrendered")).toMatchObject({
      code: "ChartInvalid",
      step: "Release",
      retryable: false,
      message: expect.stringContaining("woocommerce/templates/broken.yaml:1"),
    });
    expect((await platform.store("unrendered"))?.status?.attempts).toBe(1);
  } finally {
    await rm(charts, { recursive: true });
  }
});

it("warns on the timeline of a store that is slower than others of its engine were, which is no failure", async () => {
  await platform.operator.stop();
  // Of a version that this operator has not: it leaves them alone.
  for (const name of ["past-1", "past-2", "past-3", "past-4", "past-5"]) await addReady(name);
  await platform.restart("operator", { ENGINE_IMAGES: SLOW });
  await platform.apply("slow", { engine: "woocommerce" });
  const warned = (reason: string) => reason === "SlowerThanUsual";
  const store = await platform.until("slow", "slower than usual", (each) => reasons(each).some(warned), 90_000);
  const { phase, lastError, events, startedAt } = store.status ?? {};
  expect({ phase, lastError }).toEqual({ phase: "Provisioning", lastError: undefined });
  const warning = events?.find(({ reason }) => warned(reason));
  expect(warning).toMatchObject({
    type: "Warning",
    step: "Workloads",
    message: expect.stringMatching(/usually took 2 s; waiting for .*slow-web/),
  });
  expect(Date.parse(warning?.time ?? "") - Date.parse(startedAt ?? "")).toBeGreaterThanOrEqual(30_000);
});

/** A store that was Ready within two seconds, as an operator would have left it. */
async function addReady(name: string): Promise<void> {
  const namespace = platform.storesNamespace;
  const metadata = { name, namespace, finalizers: [FINALIZER] };
  const spec = { engine: "woocommerce", engineVersion: "0.0.1" };
  await platform.admin.create(resourcePath(STORES, { namespace }), {
    ...{ apiVersion: "shopyard.dev/v1alpha1", kind: "Store", metadata, spec },
  });
  const time = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
  const status: StoreStatus = {
    ...{ phase: "Ready", observedGeneration: 1, attempts: 1, slotMs: 0, startedAt: time(0), readyAt: time(2) },
    release: { name, chart: "woocommerce", chartVersion: "0", appVersion: "0.0.1", digest: "d", revision: 1 },
    conditions: [
      { type: "Ready", status: "True", reason: "Ready", lastTransitionTime: time(2) },
      { type: "Serving", status: "True", reason: "Simulated", lastTransitionTime: time(2) },
    ],
  };
  await platform.admin.patch(resourcePath(STORES, { namespace, name, subresource: "status" }), { status });
}
