import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { CONFIG_MAPS, NAMESPACES, PODS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { installPlatform } from "../../dev/platform/install-platform.ts";
import { getSecret, isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
import { makeReady } from "./support/hold.ts";

/** The procedure of docs/backup.md, kubectl's part of it by the same requests. */
let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.stop());

const NAMES = ["saved-a", "saved-b"];

/** As jq does it there: what the API server gave an object at its making is not taken from elsewhere. */
function portable<T extends KubeObject>({ metadata, ...rest }: T): T {
  const { name, namespace, labels, annotations } = metadata;
  return {
    ...rest,
    metadata: { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) },
  } as T;
}

const podsOf = async (name: string) =>
  (await platform.admin.list<KubeObject>(resourcePath(PODS, { namespace: platform.namespaceOf(name) }))).items
    .map(({ metadata }) => metadata.uid)
    .toSorted();
const credentialsOf = async (name: string) =>
  (await getSecret(platform, platform.namespaceOf(name), `${name}-credentials`))?.data;

it("a platform that is lost and restored takes its stores over as they are: no helm run, no other pod, no other password", async () => {
  const { admin, storesNamespace, systemNamespace } = platform;
  const before = await Promise.all(NAMES.map((name) => makeReady(platform, name)));
  const pods = await Promise.all(NAMES.map(podsOf));
  const credentials = await Promise.all(NAMES.map(credentialsOf));

  // Save.
  const stores = (await admin.list<Store>(resourcePath(STORES, { namespace: storesNamespace }))).items.map(portable);
  const yardPath = resourcePath(CONFIG_MAPS, { namespace: systemNamespace, name: "shopyard-yard" });
  const yard = portable((await admin.get<KubeObject>(yardPath)) as KubeObject);

  // Lose both namespaces of the platform, and every Store in them. Shops are in namespaces of their own.
  await Promise.all([platform.server.stop(), platform.operator.kill()]);
  for (const name of NAMES) {
    await admin.patch(resourcePath(STORES, { namespace: storesNamespace, name }), { metadata: { finalizers: null } });
  }
  for (const name of [storesNamespace, systemNamespace]) {
    await admin.delete(resourcePath(NAMESPACES, { name }));
    await waitUntil(async () => (await admin.get(resourcePath(NAMESPACES, { name }))) === undefined, {
      what: `${name} to be gone`,
      timeoutMs: 60_000,
      everyMs: 200,
    });
  }
  expect(await Promise.all(NAMES.map(podsOf))).toEqual(pods);

  // Restore: the yard's id first, then rights without an operator, the Stores with their status, and the operator last.
  await admin.create(resourcePath(NAMESPACES), {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: systemNamespace },
  });
  await admin.create(resourcePath(CONFIG_MAPS, { namespace: systemNamespace }), yard);
  const { kubeconfig, stateDir, bin } = platform.cluster;
  const again = { kubeconfig, helm: bin.helm, stateDir: `${stateDir}/platforms`, name: platform.name };
  await installPlatform(again);
  for (const store of stores) {
    await admin.create(resourcePath(STORES, { namespace: storesNamespace }), store);
    const path = resourcePath(STORES, { namespace: storesNamespace, name: store.metadata.name, subresource: "status" });
    await admin.patch(path, { status: store.status });
  }
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
