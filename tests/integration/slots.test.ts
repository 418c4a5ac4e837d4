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
  const SLOTS = 2;
  let most = 0;
  const started: { name: string; heldOrAhead: number }[] = [];
  const stores = new Map<string, Store>();
  const holders = () => [...stores.values()].filter(({ status }) => status?.slotSince !== undefined);
  const watch = new ListWatch<Store>({
    client: platform.admin,
    resource: STORES,
    namespace: platform.storesNamespace,
    log: { warn() {}, debug() {} },
    onUpsert(store, previous) {
      stores.set(store.metadata.name, store);
      most = Math.max(most, holders().length);
      if (store.status?.slotSince === undefined || previous?.status?.slotSince !== undefined) return;
      // By the comparator that readers use: who still waits although they came before this one?
      const ahead = [...stores.values()].filter(
        (other) => isQueued(other) && compareQueued(other, previous ?? store) < 0,
      );
      started.push({ name: store.metadata.name, heldOrAhead: holders().length + ahead.length });
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
  expect(most).toBe(SLOTS);
  expect(started.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
  // A store starts only where there is a slot for everybody before it, too; two that start at once may swap.
  for (const { name, heldOrAhead } of started) expect(heldOrAhead, name).toBeLessThanOrEqual(SLOTS);
});
