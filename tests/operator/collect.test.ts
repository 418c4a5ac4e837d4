import { describe, expect, test } from "vitest";
import { createMetrics } from "../../operator/metrics.ts";
import { Slots } from "../../operator/queue/slots.ts";
import { WorkQueue } from "../../operator/queue/work-queue.ts";
import { collect } from "../../operator/reconcile/collect.ts";
import type { Caches } from "../../operator/watch/caches.ts";

const caches = { stores: { values: () => [], watch: { state: "watching" } } } as unknown as Caches;

/** What an operator says of a store that was made a minute ago and that no worker has looked at. */
async function told(working: boolean) {
  let now = 0;
  const queue = new WorkQueue({
    workers: 1,
    laneOf: () => "urgent",
    handle: async () => {},
    onError: () => {},
    now: () => now,
  });
  queue.add("shopyard-stores/demo");
  now = 60_000;
  const metrics = createMetrics();
  collect({ metrics, queue, slots: new Slots(1, () => {}), caches, orphans: 0, working });
  const urgent = async (metric: typeof metrics.queueDepth) =>
    (await metric.get()).values.find(({ labels }) => labels.lane === "urgent")?.value;
  return [await urgent(metrics.queueDepth), await urgent(metrics.queueAgeSeconds)];
}

describe("the queue's gauges", () => {
  test("tell of keys that wait for a worker", async () => {
    expect(await told(true)).toEqual([1, 60]);
  });

  test("tell of none where an operator stands by: its keys wait for nobody", async () => {
    expect(await told(false)).toEqual([0, 0]);
  });
});

describe("a counter that an alert takes the increase of", () => {
  test("has every series from the start, so that its first failures are not lost", async () => {
    const { failures, reconciles } = createMetrics();
    const { values } = await failures.get();
    expect(values.find(({ labels }) => labels.code === "ImagePullFailed")).toMatchObject({ value: 0 });
    expect((await reconciles.get()).values.map(({ labels, value }) => [labels.result, value])).toEqual(
      ["ok", "conflict", "transient", "error"].map((result) => [result, 0]),
    );
  });
});
