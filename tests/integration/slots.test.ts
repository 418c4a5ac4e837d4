import { compareQueued, isQueued } from "@shopyard/crds/queue-order.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { ListWatch } from "@shopyard/kube/list-watch.ts";
import { STORES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

const NAMES = ["one", "two", "three", "four", "five"];

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ operatorEnv: { MAX_CONCURRENT_PROVISIONS: "2" } });
});
afterAll(() => platform?.stop());

it("never provisions more stores at once than there are slots, first come first served, until all are Ready", async () => {
  let most = 0;
  const started: string[] = [];
  const queues: string[][] = [];
  const stores = new Map<string, Store>();
  const watch = new ListWatch<Store>({
    client: platform.admin,
    resource: STORES,
    namespace: platform.storesNamespace,
    log: { warn() {}, debug() {} },
    onUpsert(store) {
      const { name } = store.metadata;
      stores.set(name, store);
      if (store.status?.slotSince !== undefined && !started.includes(name)) started.push(name);
      most = Math.max(most, [...stores.values()].filter(({ status }) => status?.slotSince !== undefined).length);
      queues.push(
        [...stores.values()]
          .filter((s) => s.status?.queuedAt && isQueued(s))
          .sort(compareQueued)
          .map((s) => s.metadata.name),
      );
    },
  });
  watch.start();
  await watch.whenSynced();
  try {
    await Promise.all(NAMES.map((name) => platform.apply(name, { engine: "medusa" })));
    for (const name of NAMES) await platform.until(name, "Ready", isPhase("Ready"), 120_000);
  } finally {
    await watch.stop();
  }
  expect(most).toBe(2);
  expect(started).toHaveLength(NAMES.length);
  // Whoever was queued while others waited got a slot in the order that readers computed.
  const longest = queues.reduce((a, b) => (b.length > a.length ? b : a), []);
  expect(longest.length).toBeGreaterThanOrEqual(3);
  expect(started.filter((name) => longest.includes(name))).toEqual(longest);
});
