/** Namespaces of a store's name that are not, or no longer, the store's: relabelled, somebody else's, an earlier one's, deleted. */
import { FINALIZER, LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { NAMESPACES, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { findLeftovers } from "../../dev/demo/leftovers.ts";
import { findYard } from "../../operator/effects/platform-objects.ts";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import { getNamespace, isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
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

describe.concurrent("a namespace whose labels somebody changed", () => {
  it("makes a Ready store Degraded, is left alone, and all is well when they are back", async () => {
    const name = "adopted";
    const before = await makeReady(platform, name);
    await platform.admin.patch(namespacePath(platform, name), { metadata: { labels: { [LABELS.store]: "theirs" } } });
    const degraded = await platform.until(name, "Degraded", isPhase("Degraded"));
    expect(degraded.status?.lastError).toMatchObject({
      code: "NamespaceRelabelled",
      message: expect.stringMatching(`${platform.namespaceOf(name)} .*${LABELS.store}=${name}`),
    });
    await platform.apply(name, { engine: "woocommerce", displayName: "Not now" });
    expect((await getNamespace(platform, platform.namespaceOf(name)))?.metadata.labels?.[LABELS.store]).toBe("theirs");
    await platform.apply(name, { engine: "woocommerce", displayName: "" });
    await platform.admin.patch(namespacePath(platform, name), { metadata: { labels: { [LABELS.store]: name } } });
    const after = await platform.until(
      name,
      "Ready again",
      (store) => isPhase("Ready")(store) && store.status?.observedGeneration === store.metadata.generation,
    );
    expect(after.status?.lastError?.resolvedAt).toBeDefined();
    expect(after.status?.namespace?.uid).toBe(before.status?.namespace?.uid);
  });

  it("is neither deleted nor left behind without a word, and goes with the store when they are back", async () => {
    const name = "unlabelled";
    const { status } = await makeReady(platform, name);
    const labels = { [LABELS.yard]: null, [LABELS.store]: null };
    const had = (await getNamespace(platform, platform.namespaceOf(name)))?.metadata.labels;
    await platform.admin.patch(namespacePath(platform, name), { metadata: { labels } });
    await platform.until(name, "Degraded", isPhase("Degraded"));
    await platform.remove(name);
    const waiting = await platform.until(
      name,
      "waiting for its labels",
      (store) => isPhase("Deleting")(store) && store.status?.lastError?.step === "Delete",
    );
    expect(waiting.status?.message).toContain(LABELS.yard);
    expect(findCondition(waiting.status, "NamespaceReady")?.reason).toBe("NamespaceRelabelled");
    expect(waiting.metadata.finalizers).toContain(FINALIZER);
    const left = await getNamespace(platform, platform.namespaceOf(name));
    expect([left?.metadata.uid, left?.status?.phase]).toEqual([status?.namespace?.uid, "Active"]);
    await platform.admin.patch(namespacePath(platform, name), { metadata: { labels: had } });
    await platform.untilGone(name);
    expect(await leftovers(name)).toEqual([]);
  });

  it.each([
    ["of somebody else", {}],
    ["of another store of ours", { [LABELS.yard]: "ours", [LABELS.store]: "another" }],
    ["of another yard", { [LABELS.yard]: "0000000000000000", [LABELS.store]: "itself" }],
  ])("%s is not touched, and its store is built when it is gone", async (whose, labels) => {
    const name = `taken-${whose.split(" ").at(-1)}`;
    const yard = await findYard(platform.admin, platform.systemNamespace);
    const real = Object.fromEntries(
      Object.entries(labels).map(([key, value]) => [key, value === "ours" ? yard : value === "itself" ? name : value]),
    );
    await platform.admin.create(resourcePath(NAMESPACES), {
      metadata: { name: platform.namespaceOf(name), labels: real },
    });
    await platform.apply(name, { engine: "woocommerce" });
    const failed = await platform.until(name, "Failed", isPhase("Failed"));
    expect(failed.status?.lastError).toMatchObject({
      code: "NamespaceTaken",
      message: expect.stringContaining(platform.namespaceOf(name)),
    });
    const theirs = await getNamespace(platform, platform.namespaceOf(name));
    expect(theirs?.metadata.labels).toEqual({ ...real, "kubernetes.io/metadata.name": platform.namespaceOf(name) });
    await platform.admin.delete(namespacePath(platform, name));
    const store = await platform.until(name, "Ready", isPhase("Ready"), 120_000);
    expect(store.status?.namespace?.uid).not.toBe(theirs?.metadata.uid);
  });
});

/** The moments of a deletion, as its store or its namespace shows them. */
const MOMENTS: [when: string, reached: (name: string, store: Store | undefined) => Promise<boolean>][] = [
  ["as soon as it has begun", async (_, store) => store?.status?.phase === "Deleting"],
  [
    "when its release is gone",
    async (_, store) => findCondition(store?.status, "ReleaseApplied")?.reason === "Uninstalled",
  ],
  [
    "while its namespace goes",
    async (name) =>
      (await getNamespace(platform, platform.namespaceOf(name)))?.metadata.deletionTimestamp !== undefined,
  ],
];

/** Takes a store away past the operator, as `kubectl patch` does, and makes another of its name at once. */
async function renew(name: string): Promise<Store> {
  await platform.admin.patch(storePath(platform, name), { metadata: { finalizers: null } });
  await waitUntil(
    async () => {
      await platform.admin.create(resourcePath(STORES, { namespace: platform.storesNamespace }), {
        ...{
          apiVersion: "shopyard.dev/v1alpha1",
          kind: "Store",
          metadata: { name, namespace: platform.storesNamespace },
        },
        spec: { engine: "woocommerce" },
      });
      return true;
    },
    { what: `${name} to be made anew`, timeoutMs: 30_000 },
  );
  return (await platform.store(name)) as Store;
}

describe.concurrent("a store made anew under its name, the old one's finalizer removed by hand", () => {
  it.each(MOMENTS)("%s, is built in a namespace of this yard that stays", async (when, reached) => {
    const name = `anew-${when.split(" ").at(-1)}`;
    const old = await makeReady(platform, name);
    await platform.remove(name);
    await waitUntil(async () => reached(name, await platform.store(name)), { what: when, timeoutMs: 60_000 });
    const renewed = await renew(name);
    expect(renewed.metadata.uid).not.toBe(old.metadata.uid);
    const store = await platform.until(
      name,
      "Ready",
      (now) => isPhase("Ready")(now) && now.metadata.uid === renewed.metadata.uid,
      120_000,
    );
    const live = await getNamespace(platform, platform.namespaceOf(name));
    expect([live?.metadata.uid, live?.status?.phase]).toEqual([store.status?.namespace?.uid, "Active"]);
    const takenOver = live?.metadata.uid === old.status?.namespace?.uid;
    const told = store.status?.events?.some(({ message }) => message.includes("was taken over"));
    expect(told).toBe(takenOver);
    await platform.remove(name);
    await platform.untilGone(name);
    expect(await leftovers(name)).toEqual([]);
  });

  it("says that it waits for the old one's namespace and what holds that, and is built when it is gone", async () => {
    const name = "anew-held";
    const old = await makeReady(platform, name);
    const letGo = await hold(platform, namespacePath(platform, name));
    await platform.remove(name);
    const going = async () =>
      (await getNamespace(platform, platform.namespaceOf(name)))?.metadata.deletionTimestamp !== undefined;
    await waitUntil(going, { what: "the namespace to go", timeoutMs: 60_000 });
    await renew(name);
    const waiting = await platform.until(name, "waiting for the namespace", ({ status }) =>
      /^Waiting for namespace/.test(status?.message ?? ""),
    );
    expect(waiting.status).toMatchObject({ phase: "Pending", queuedAt: expect.any(String) });
    expect(waiting.status?.message).toContain(platform.namespaceOf(name));
    const told = await platform.until(name, "told what holds it", isBlocked);
    expect(told.status?.message).toContain(HOLD);
    expect(await toldAfter(platform, told)).toBeLessThan(TOLD_S);
    await letGo();
    const store = await platform.until(name, "Ready", isPhase("Ready"), 120_000);
    expect(store.status?.namespace?.uid).not.toBe(old.status?.namespace?.uid);
    expect(store.status?.lastError?.resolvedAt).toBeDefined();
    expect(findCondition(store.status, "Stalled")?.status).toBe("False");
  });
});

describe.concurrent("a namespace deleted by hand", () => {
  it("under a Ready store is told at once, and the store is built anew when it is gone", async () => {
    const name = "lost-ready";
    const old = await makeReady(platform, name);
    const letGo = await hold(platform, namespacePath(platform, name));
    await platform.admin.delete(namespacePath(platform, name));
    const upgrading = await platform.until(name, "no longer Ready", isPhase("Upgrading"));
    expect(upgrading.status?.slotSince).toBeUndefined();
    const told = await platform.until(name, "told what holds it", isBlocked);
    expect(told.status?.message).toContain(HOLD);
    await letGo();
    const store = await platform.until(name, "Ready", isPhase("Ready"), 120_000);
    expect(store.status?.namespace?.uid).not.toBe(old.status?.namespace?.uid);
    expect(store.status?.lastError?.resolvedAt).toBeDefined();
  });

  it("while it is being built gives the slot back, and the store is built anew when it is gone", async () => {
    const name = "lost-building";
    await platform.apply(name, { engine: "woocommerce" });
    const building = await platform.until(name, "in its namespace", ({ status }) => status?.namespace !== undefined);
    const letGo = await hold(platform, namespacePath(platform, name));
    await platform.admin.delete(namespacePath(platform, name));
    const told = await platform.until(name, "told what holds it", isBlocked);
    expect(told.status?.slotSince).toBeUndefined();
    expect(told.status?.message).toContain(HOLD);
    await letGo();
    const store = await platform.until(name, "Ready", isPhase("Ready"), 120_000);
    expect(store.status?.namespace?.uid).not.toBe(building.status?.namespace?.uid);
    expect(store.status?.attempts).toBe(1);
  });
});
