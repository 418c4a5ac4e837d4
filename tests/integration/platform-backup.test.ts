import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NAMESPACES, PODS, resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { installPlatform } from "../../dev/platform/install-platform.ts";
import { losePlatform, restorePlatform, savePlatform } from "../support/platform-backup.ts";
import { getSecret, isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
import { makeReady } from "./support/hold.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.stop());

const NAMES = ["saved-a", "saved-b"];

const podsOf = async (name: string) =>
  (await platform.admin.list<KubeObject>(resourcePath(PODS, { namespace: platform.namespaceOf(name) }))).items
    .map(({ metadata }) => metadata.uid)
    .toSorted();
const credentialsOf = async (name: string) =>
  (await getSecret(platform, platform.namespaceOf(name), `${name}-credentials`))?.data;

it("a platform that is lost and restored takes its stores over as they are: no helm run, no other pod, no other password", async () => {
  const { admin } = platform;
  const before = await Promise.all(NAMES.map((name) => makeReady(platform, name)));
  const pods = await Promise.all(NAMES.map(podsOf));
  const credentials = await Promise.all(NAMES.map(credentialsOf));

  const saved = await savePlatform(admin, platform);
  await Promise.all([platform.server.stop(), platform.operator.kill()]);
  await losePlatform(admin, platform);
  expect(await Promise.all(NAMES.map(podsOf))).toEqual(pods);

  const { kubeconfig, stateDir, bin } = platform.cluster;
  const again = { kubeconfig, helm: bin.helm, stateDir: `${stateDir}/platforms`, name: platform.name };
  await restorePlatform(admin, saved, () => installPlatform(again));
  platform = await startTestPlatform({ name: platform.name });

  for (const [index, name] of NAMES.entries()) {
    const store = await platform.until(
      name,
      "looked after again",
      (found) => (found.metadata.finalizers ?? []).length > 0 && isPhase("Ready")(found),
    );
    expect(store.metadata.uid).not.toBe(before[index]?.metadata.uid);
    expect(store.status?.release).toEqual(before[index]?.status?.release);
  }
  await waitUntil(async () => (await platform.metric("shopyard_operator_caught_up_timestamp_seconds")) > 0, {
    what: "the operator to have looked at all",
    timeoutMs: 60_000,
  });
  expect(await platform.metric("shopyard_operator_helm_runs_total")).toBe(0);
  expect(await Promise.all(NAMES.map(podsOf))).toEqual(pods);
  expect(await Promise.all(NAMES.map(credentialsOf))).toEqual(credentials);

  // They are its own: it deletes them whole.
  await platform.remove("saved-a");
  await platform.untilGone("saved-a");
  expect(await admin.get(resourcePath(NAMESPACES, { name: platform.namespaceOf("saved-a") }))).toBeUndefined();
});
