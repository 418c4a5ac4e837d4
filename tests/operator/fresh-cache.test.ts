import type { KubeClient } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { PODS } from "@shopyard/kube/paths.ts";
import { afterEach, describe, expect, test } from "vitest";
import { FreshCache } from "../../operator/watch/fresh-cache.ts";

const pod = (name: string, uid: string, version: number): KubeObject => ({
  metadata: { name, namespace: "shop-demo", uid, resourceVersion: String(version) },
});
const KEY = "shop-demo/web";

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
});

/** A cache over a client whose watch says what the test tells it to. */
async function cacheOf(version: number, ...items: KubeObject[]) {
  const lines: string[] = [];
  let more = Promise.withResolvers<void>();
  const client = {
    list: () => Promise.resolve({ metadata: { resourceVersion: String(version) }, items }),
    async *lines(_: string, { signal }: { signal: AbortSignal }) {
      while (!signal.aborted) {
        while (lines.length > 0) yield lines.shift();
        await Promise.race([more.promise, new Promise((resolve) => signal.addEventListener("abort", resolve))]);
        more = Promise.withResolvers();
      }
    },
  } as unknown as KubeClient;
  const seen: string[] = [];
  const log = { warn: () => undefined, debug: () => undefined };
  const cache: FreshCache<KubeObject> = new FreshCache({
    client,
    resource: PODS,
    log,
    onUpsert: (object) => seen.push(`+${object.metadata.uid}`),
    // What the handler of a deletion finds is what the reconciler that it wakes would find.
    onDelete: (last) => seen.push(`-${last.metadata.uid}, left: ${cache.get(KEY)?.metadata.uid ?? "none"}`),
  });
  cache.watch.start();
  stop = () => cache.watch.stop();
  await cache.watch.whenSynced();
  const says = async (type: string, object: KubeObject) => {
    lines.push(JSON.stringify({ type, object }));
    more.resolve();
    await expect.poll(() => cache.watch.resourceVersion).toBe(object.metadata.resourceVersion);
  };
  const state = () => ({
    get: cache.get(KEY)?.metadata.resourceVersion,
    inNamespace: cache.inNamespace("shop-demo").map(({ metadata }) => metadata.name),
  });
  return { cache, says, seen, state };
}

describe("a cache that never shows less than this process has written", () => {
  test("shows a write at once, and the watch's state when that has caught up", async () => {
    const { cache, says, state } = await cacheOf(10, pod("web", "a", 5));
    expect(state().get).toBe("5");
    cache.wrote(pod("web", "a", 20));
    expect(state().get).toBe("20");
    await says("MODIFIED", pod("web", "a", 12));
    expect(state().get).toBe("20");
    await says("MODIFIED", pod("web", "a", 21));
    expect(state().get).toBe("21");
  });

  test("shows what was created before the watch knows of it", async () => {
    const { cache, says, state } = await cacheOf(10);
    cache.wrote(pod("web", "a", 20));
    expect(state().get).toBe("20");
    await says("ADDED", pod("web", "a", 20));
    expect(state()).toEqual({ get: "20", inNamespace: ["web"] });
  });

  test("believes a bookmark beyond the write: what the watch does not show by then is gone", async () => {
    const { cache, says, state } = await cacheOf(10);
    cache.wrote(pod("web", "a", 20));
    await says("BOOKMARK", { metadata: { name: "", resourceVersion: "30" } });
    expect(state().get).toBeUndefined();
  });

  test("does not raise the dead: a write does not outlive its object, not even for the deletion's handler", async () => {
    const { cache, says, seen, state } = await cacheOf(10, pod("web", "a", 5));
    cache.wrote(pod("web", "a", 20));
    await says("DELETED", pod("web", "a", 22));
    expect(seen).toEqual(["+a", "-a, left: none"]);
    expect(state()).toEqual({ get: undefined, inNamespace: [] });
  });

  test("shows the successor of what was deleted and made again", async () => {
    const { cache, says, state, seen } = await cacheOf(10, pod("web", "a", 5));
    cache.wrote(pod("web", "a", 20));
    await says("DELETED", pod("web", "a", 22));
    await says("ADDED", pod("web", "b", 23));
    expect(cache.get(KEY)?.metadata.uid).toBe("b");
    expect(state().inNamespace).toEqual(["web"]);
    expect(seen).toEqual(["+a", "-a, left: none", "+b"]);
  });

  test("hides what was removed until it is gone, and never its successor", async () => {
    const { cache, says, state } = await cacheOf(10, pod("web", "a", 5), pod("database", "c", 6));
    cache.removed(pod("web", "a", 5));
    expect(state()).toEqual({ get: undefined, inNamespace: ["database"] });
    await says("MODIFIED", pod("web", "a", 11));
    expect(state()).toEqual({ get: undefined, inNamespace: ["database"] });
    await says("DELETED", pod("web", "a", 12));
    await says("ADDED", pod("web", "b", 13));
    expect(state()).toEqual({ get: "13", inNamespace: ["database", "web"] });
  });

  test("does not hide what another made in the place of what was removed", async () => {
    const { cache, state } = await cacheOf(10, pod("web", "b", 9));
    cache.removed(pod("web", "a", 5));
    expect(state().get).toBe("9");
  });
});
