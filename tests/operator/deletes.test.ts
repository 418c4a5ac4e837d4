import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { deleteObject } from "@shopyard/kube/delete-object.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { PODS } from "@shopyard/kube/paths.ts";
import { describe, expect, test, vi } from "vitest";
import type { EffectContext } from "../../operator/effects/context.ts";
import { deleteNamespace } from "../../operator/effects/delete-namespace.ts";
import { pruneRelease } from "../../operator/effects/prune-release.ts";
import { healRecords } from "../../operator/effects/release-records.ts";
import { removeObject } from "../../operator/effects/remove-object.ts";
import { makePlatform, makeStore } from "./support/fixtures.ts";

const platform = makePlatform();
const labels = { [LABELS.yard]: platform.yard, [LABELS.store]: "demo" };

const object = (name: string, uid: string | undefined, more: object = {}): KubeObject => ({
  metadata: { name, namespace: "shop-demo", ...(uid !== undefined && { uid }), ...more },
});
const namespace = (part: object): KubeObject => ({
  metadata: { name: "shop-demo", uid: "ns-1", resourceVersion: "7", labels, ...part },
});

/** An API server that holds these, and notes what it is asked to delete. */
function cluster({ present, listed = [] }: { present?: KubeObject | undefined; listed?: KubeObject[] } = {}) {
  const deleted: [path: string, options: object][] = [];
  const client = {
    get: async () => present,
    list: async () => ({ metadata: { resourceVersion: "9" }, items: listed }),
    delete: async (path: string, { signal: _, ...options }: { signal?: unknown }) => {
      deleted.push([path, options]);
      return true;
    },
  } as unknown as KubeClient;
  const cache = { removed: vi.fn(), wrote: vi.fn() };
  const context = {
    client,
    platform,
    caches: { namespaces: cache, pods: cache },
    log: { warn: () => undefined },
    signal: new AbortController().signal,
  } as unknown as EffectContext;
  return { deleted, context, cache };
}
const NAMESPACE_PATH = "/api/v1/namespaces/shop-demo";

describe("everything that is deleted is the very thing that was looked at", () => {
  test("an object of the caches", async () => {
    const { deleted, context } = cluster();
    await removeObject(PODS, object("web", "u-1"), context.caches.pods as never, context);
    expect(deleted).toEqual([[`${NAMESPACE_PATH}/pods/web`, { uid: "u-1", propagationPolicy: "Background" }]]);
  });

  test("a release record that helm cannot go on from", async () => {
    const { deleted, context } = cluster();
    const record = { revision: 1, status: "pending-install", digest: undefined, manifest: "" };
    await healRecords([{ ...record, secret: object("sh.helm.release.v1.demo.v1", "u-2") }], context);
    expect(deleted).toEqual([[`${NAMESPACE_PATH}/secrets/sh.helm.release.v1.demo.v1`, { uid: "u-2" }]]);
  });

  test("what an interrupted release has left", async () => {
    const left = object("extra", "u-3", { annotations: { [LABELS.digest]: "old" } });
    const { deleted, context } = cluster({ listed: [left] });
    await pruneRelease(makeStore(), "new", context);
    expect(deleted.length).toBeGreaterThan(5);
    for (const [, options] of deleted) expect(options).toEqual({ uid: "u-3", propagationPolicy: "Background" });
  });

  test("a namespace, its volume claims first, and not when it has changed in that moment", async () => {
    const { deleted, context } = cluster({ present: namespace({}), listed: [object("data", "u-4")] });
    expect(await deleteNamespace(makeStore(), "ns-1", context)).toBe(true);
    expect(deleted).toEqual([
      [`${NAMESPACE_PATH}/persistentvolumeclaims/data`, { uid: "u-4" }],
      [NAMESPACE_PATH, { uid: "ns-1", resourceVersion: "7", propagationPolicy: "Background" }],
    ]);
  });

  test("and what has no uid is not deleted at all", async () => {
    const { deleted, context } = cluster();
    await expect(deleteObject(context.client, PODS, object("web", undefined), {})).rejects.toThrow("no uid");
    await expect(deleteObject(context.client, PODS, object("web", ""), {})).rejects.toThrow("no uid");
    expect(deleted).toEqual([]);
  });
});

// @ts-expect-error: operator and server have no delete without a uid
export const unheardOf = (client: KubeClient) => client.delete(NAMESPACE_PATH);

describe("a namespace that the caches still take for the store's", () => {
  test.each<[string, KubeObject | undefined]>([
    ["is gone", undefined],
    ["was made anew under its name", namespace({ uid: "ns-2" })],
    ["lost its labels", namespace({ labels: {} })],
    ["is another yard's by now", namespace({ labels: { ...labels, [LABELS.yard]: "fedcba9876543210" } })],
    ["is another store's by now", namespace({ labels: { ...labels, [LABELS.store]: "other" } })],
  ])("is left alone with all that is in it when it %s", async (_, present) => {
    const { deleted, context, cache } = cluster({ present, listed: [object("data", "u-4")] });
    expect(await deleteNamespace(makeStore(), "ns-1", context)).toBe(false);
    expect(deleted).toEqual([]);
    if (present === undefined) expect(cache.removed).toHaveBeenCalled();
    else expect(cache.wrote).toHaveBeenCalledWith(present);
  });
});
