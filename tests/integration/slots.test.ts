import { compareQueued, isQueued } from "@shopyard/crds/queue-order.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { ListWatch } from "@shopyard/kube/list-watch.ts";
import { STORES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

const NAMES = ["one", "two", "three", "four", "five"];

/** Medusa's pods never become ready here: its stores keep their slots until they are deleted. */
const ENGINE_IMAGES = JSON.stringify({ medusa: { web: { tag: "slow" } } });
const HOLDERS = ["hold-1", "hold-2"];

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ operatorEnv: { MAX_CONCURRENT_PROVISIONS: "2", ENGINE_IMAGES } });
});
afterAll(() => platform?.stop());

it("never provisions more stores at once than there are slots, first come first served, until all are Ready", async () => {
  const SLOTS = 2;
  let most = 0;
  const started: { name: string; heldOrAhead: number }[] = [];
  const stores = new Map<string, Store>();
  // A deletion gives the slot back at once, and says so a write later.
  const holders = () =>
    [...stores.values()].filter((s) => s.status?.slotSince !== undefined && s.metadata.deletionTimestamp === undefined);
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
    for (const name of HOLDERS) {
      await platform.apply(name, { engine: "medusa" });
      await platform.until(name, "in a slot", ({ status }) => status?.slotSince !== undefined);
    }
    // One after another, so that everybody knows who came first.
    for (const name of NAMES) {
      await platform.apply(name, { engine: "woocommerce" });
      await platform.until(name, "queued", ({ status }) => status?.queuedAt !== undefined);
    }
    expect(started.map(({ name }) => name)).toEqual(HOLDERS);
    for (const name of HOLDERS) await platform.remove(name);
    for (const name of NAMES) await platform.until(name, "Ready", isPhase("Ready"), 120_000);
  } finally {
    await watch.stop();
  }
  expect(most).toBe(SLOTS);
  expect(started.map(({ name }) => name).toSorted()).toEqual([...HOLDERS, ...NAMES].toSorted());
  // A store starts only where there is a slot for everybody before it, too; two that start at once may swap.
  for (const { name, heldOrAhead } of started) expect(heldOrAhead, name).toBeLessThanOrEqual(SLOTS);
});
