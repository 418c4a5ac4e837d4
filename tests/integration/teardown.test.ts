/** What can stand in the way of a deletion: each is named, and none needs more than to be taken away. */
import { LABELS } from "@shopyard/crds/constants.ts";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { CONFIG_MAPS, PERSISTENT_VOLUME_CLAIMS, PODS, type Resource, resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findLeftovers } from "../../dev/demo/leftovers.ts";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import { refuseDeletes } from "../support/refuse-deletes.ts";
import { getNamespace, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
import { HOLD, hold, isBlocked, makeReady, namespacePath, storePath, TOLD_S, toldAfter } from "./support/hold.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ operatorEnv: { MAX_CONCURRENT_PROVISIONS: "6" } });
});
afterAll(() => platform?.stop());

const leftovers = (name: string) =>
  findLeftovers(platform.cluster.kubeconfig, {
    ...{ name, namespace: platform.namespaceOf(name), storesNamespace: platform.storesNamespace },
  });

/** Holds one object of a kind in a store's namespace. */
async function holdFirst(resource: Resource, name: string): Promise<() => Promise<void>> {
  const namespace = platform.namespaceOf(name);
  const found = await platform.list(resource, { labelSelector: `${LABELS.store}=${name}` });
  const first = found.find(({ metadata }) => metadata.namespace === namespace);
  if (first === undefined) throw new Error(`${name} has no ${resource.plural}`);
  return hold(platform, resourcePath(resource, { namespace, name: first.metadata.name }));
}

describe("volume claims, which the operator deletes itself,", () => {
  // Of a namespace this cannot be asked: the API server adds the uid before it asks its policies.
  it("are deleted by their uid: the API server, told to refuse it otherwise, does not refuse", async () => {
    const name = "by-uid";
    await makeReady(platform, name);
    const namespace = platform.namespaceOf(name);
    const operator = createKubeClient(loadKubeConfig({ file: platform.kubeconfigs.operator }));
    const [claim] = await operator
      .list(resourcePath(PERSISTENT_VOLUME_CLAIMS, { namespace }))
      .then(({ items }) => items);
    const path = resourcePath(PERSISTENT_VOLUME_CLAIMS, { namespace, name: (claim as KubeObject).metadata.name });
    const lift = await refuseDeletes(platform, {
      name: "uid",
      resources: ["persistentvolumeclaims"],
      of: [
        `request.userInfo.username == 'system:serviceaccount:${platform.systemNamespace}:${platform.name}-operator'`,
      ],
      unless: "has(request.options.preconditions) && has(request.options.preconditions.uid)",
      message: "a deletion without a uid",
      probe: () => operator.delete(path, { query: { dryRun: "All" } }),
    });
    await platform.remove(name);
    await platform.untilGone(name);
    await lift();
    expect(await leftovers(name)).toEqual([]);
  });
});

/** Each with what its message has to name. */
const HOLDERS: [what: string, (name: string) => Promise<() => Promise<void>>, RegExp[]][] = [
  [
    "the namespace itself",
    (name) => hold(platform, namespacePath(platform, name)),
    [/the namespace itself has the finalizer/],
  ],
  [
    "a ConfigMap inside",
    async (name) => {
      const namespace = platform.namespaceOf(name);
      await platform.admin.create(resourcePath(CONFIG_MAPS, { namespace }), { metadata: { name: "kept", namespace } });
      return hold(platform, resourcePath(CONFIG_MAPS, { namespace, name: "kept" }));
    },
    [/configmaps/],
  ],
  ["a volume claim inside", (name) => holdFirst(PERSISTENT_VOLUME_CLAIMS, name), [/persistentvolumeclaims/]],
  ["a pod inside", (name) => holdFirst(PODS, name), [/held by finalizers: .*Pod\/[\w-]+ \(/]],
];

describe.concurrent("somebody else's finalizer on", () => {
  it.each(HOLDERS)("%s is named, and when it is gone the deletion goes on", async (what, holdBack, named) => {
    const name = `held-${what.split(" ")[1]?.toLowerCase()}`;
    await makeReady(platform, name);
    const letGo = await holdBack(name);
    await platform.remove(name);
    const store = await platform.until(name, "told what holds it", isBlocked, 120_000);
    for (const pattern of [...named, new RegExp(HOLD), new RegExp(platform.namespaceOf(name))])
      expect(store.status?.message).toMatch(pattern);
    expect(store.status?.lastError).toMatchObject({ step: "Delete", message: store.status?.message });
    expect(findCondition(store.status, "Stalled")).toMatchObject({ status: "True", reason: "TeardownBlocked" });
    expect(findCondition(store.status, "NamespaceReady")).toMatchObject({ reason: "TeardownBlocked" });
    const told = await toldAfter(platform, store);
    expect(told).toBeGreaterThanOrEqual(30);
    expect(told).toBeLessThan(TOLD_S);
    await letGo();
    await platform.untilGone(name, 90_000);
    expect(await leftovers(name)).toEqual([]);
  });

  it("the Store is named once all of ours is gone, and nothing else is done", async () => {
    const name = "held-store";
    await makeReady(platform, name);
    const letGo = await hold(platform, storePath(platform, name));
    await platform.remove(name);
    const store = await platform.until(name, "told who holds it", ({ status }) =>
      /held by/.test(status?.message ?? ""),
    );
    expect(store.metadata.finalizers).toEqual([HOLD]);
    expect(store.status).toMatchObject({
      phase: "Deleting",
      message: `Nothing of it is left. The Store is held by finalizer ${HOLD}`,
    });
    expect(await getNamespace(platform, platform.namespaceOf(name))).toBeUndefined();
    await letGo();
    await platform.untilGone(name);
  });
});

describe("a policy of the cluster against the deletion of a namespace", () => {
  it("is told in its own words, and when it is lifted the deletion goes on", async () => {
    await makeReady(platform, "protected");
    const message = "this namespace is protected";
    const lift = await refuseDeletes(platform, {
      name: "protected",
      resources: ["namespaces"],
      of: [`request.name == '${platform.namespaceOf("protected")}'`],
      unless: "false",
      message,
      probe: () => platform.admin.delete(namespacePath(platform, "protected"), { query: { dryRun: "All" } }),
    });
    await platform.remove("protected");
    const store = await platform.until("protected", "told of the policy", isBlocked);
    expect(store.status?.lastError?.message).toContain(message);
    await lift();
    await platform.untilGone("protected", 90_000);
  });
});
