import { describe, expect, test } from "vitest";
import type { Answer } from "./support/answer.ts";
import { FakeCluster } from "./support/fake-cluster.ts";
import { ask, serve, until } from "./support/running-server.ts";
import { STORES_CHANGED, subscribe } from "./support/subscriber.ts";

describe("the live list", () => {
  test("gives the present state, then Synced, then every change, then the end of a store", async () => {
    const server = await serve();
    server.cluster.addStore("alpha");
    await until(() => server.platform.stores.byName("alpha"));
    const list = subscribe(server.url, STORES_CHANGED);
    await list.until("Synced");
    server.cluster.addStore("beta");
    server.cluster.setStatus("beta", { phase: "Provisioning" });
    await list.until((frame) => frame.store?.phase === "PROVISIONING");
    server.cluster.setStatus("beta", { phase: "Ready" });
    await list.until((frame) => frame.store?.phase === "READY");
    await server.cluster.client().delete(`${server.platform.stores.path}/beta`);
    await list.until((frame) => frame.store?.phase === "DELETING");
    server.cluster.remove("beta");
    await list.until("StoreLeft");
    expect(list.told().filter((line) => line !== "upsert beta:PENDING")).toEqual([
      "snapshot alpha:PENDING",
      "Synced",
      "upsert beta:PROVISIONING",
      "upsert beta:READY",
      "upsert beta:DELETING",
      "left beta DELETED",
    ]);
    expect(list.errors).toEqual([]);
  });

  test("says that there are no stores rather than nothing", async () => {
    const server = await serve();
    const list = subscribe(server.url, STORES_CHANGED);
    await list.until("Synced");
    expect(list.told()).toEqual(["snapshot", "Synced"]);
  });

  test("sends a snapshot in batches of at most 500", async () => {
    const cluster = new FakeCluster();
    for (let at = 0; at < 1_201; at += 1) cluster.addStore(`store-${at}`);
    const server = await serve({ cluster });
    const list = subscribe(server.url, STORES_CHANGED);
    const frames = await list.until("Synced");
    expect(frames.slice(0, -1).map((frame) => frame.stores.length)).toEqual([500, 500, 201]);
    expect(new Set(frames.slice(0, -1).flatMap((frame) => frame.stores.map((store: Answer) => store.id))).size).toBe(
      1_201,
    );
  });

  test("gives readers that come within a second one snapshot, and what changed since it was made", async () => {
    const server = await serve();
    server.cluster.addStore("alpha");
    server.cluster.addStore("beta");
    await until(() => server.platform.stores.size === 2);
    const first = subscribe(server.url, STORES_CHANGED);
    await first.until("Synced");
    server.cluster.setStatus("alpha", { phase: "Ready" });
    server.cluster.remove("beta");
    await first.until("StoreLeft");
    const second = subscribe(server.url, STORES_CHANGED);
    await second.until("Synced");
    const now = new Map<string, string>();
    for (const frame of second.frames) {
      for (const store of frame.stores ?? []) now.set(store.id, store.phase);
      if (frame.store) now.set(frame.store.id, frame.store.phase);
      if (frame.__typename === "StoreLeft") now.delete(frame.id);
    }
    expect([...now.values()]).toEqual(["READY"]);
  });

  test("takes a store out of a filtered view when it no longer matches, and brings it back", async () => {
    const server = await serve();
    server.cluster.addStore("alpha", { status: { phase: "Ready" } });
    server.cluster.addStore("beta", { status: { phase: "Failed" } });
    await until(() => server.platform.stores.size === 2);
    const ready = subscribe(server.url, STORES_CHANGED, { filter: { phase: ["READY"] } });
    await ready.until("Synced");
    server.cluster.setStatus("beta", { phase: "Failed", message: "still" });
    server.cluster.setStatus("alpha", { phase: "Degraded" });
    await ready.until("StoreLeft");
    server.cluster.setStatus("alpha", { phase: "Ready" });
    await ready.until("StoreUpserted");
    expect(ready.told()).toEqual(["snapshot alpha:READY", "Synced", "left alpha FILTERED", "upsert alpha:READY"]);
  });

  test("tells those that wait when the queue moves, although nothing of theirs changed", async () => {
    const cluster = new FakeCluster();
    for (const [at, name] of ["alpha", "beta", "gamma"].entries()) {
      cluster.addStore(name, { status: { phase: "Pending", queuedAt: `2026-01-01T00:00:0${at}Z` } });
    }
    const server = await serve({ cluster });
    const list = subscribe(server.url, STORES_CHANGED);
    await list.until("Synced");
    expect(list.frames[0]?.stores.map((store: Answer) => store.queuePosition)).toEqual([1, 2, 3]);
    server.cluster.remove("alpha");
    await list.until((frame) => frame.store?.name === "beta" && frame.store.queuePosition === 1);
    await list.until((frame) => frame.store?.name === "gamma" && frame.store.queuePosition === 2);
  });

  test("resumes after a cursor with what came since, a deletion included", async () => {
    const server = await serve();
    server.cluster.addStore("alpha");
    server.cluster.addStore("beta");
    await until(() => server.platform.stores.size === 2);
    const first = subscribe(server.url, STORES_CHANGED);
    await first.until("Synced");
    const cursor = first.lastCursor();
    first.unsubscribe();
    server.cluster.setStatus("alpha", { phase: "Provisioning" });
    server.cluster.setStatus("alpha", { phase: "Ready" });
    server.cluster.remove("beta");
    server.cluster.addStore("gamma");
    await until(() => server.platform.stores.byName("gamma"));
    const again = subscribe(server.url, STORES_CHANGED, { after: cursor });
    await again.until("Synced");
    expect(again.told()).toEqual(["upsert alpha:READY", "left beta DELETED", "upsert gamma:PENDING", "Synced"]);
  });

  test("hands over from a query without a gap: asOf is where the page stands", async () => {
    const server = await serve();
    server.cluster.addStore("alpha");
    await until(() => server.platform.stores.size === 1);
    const { data } = await ask(server.url, "{ stores { asOf edges { node { name } } } }");
    server.cluster.addStore("beta");
    const list = subscribe(server.url, STORES_CHANGED, { after: data.stores.asOf });
    await list.until((frame) => frame.store?.name === "beta");
    expect(list.told().filter((line) => line !== "Synced")).toEqual(["upsert beta:PENDING"]);
  });

  test("says ResumeGap and gives the present state where the cursor is older than what is remembered", async () => {
    const server = await serve({ deps: { feed: { logCapacity: 5 } } });
    server.cluster.addStore("alpha");
    const first = subscribe(server.url, STORES_CHANGED);
    await first.until("Synced");
    const cursor = first.lastCursor();
    for (let at = 0; at < 20; at += 1) server.cluster.setStatus("alpha", { phase: "Provisioning", attempts: at });
    await until(() => server.platform.stores.byName("alpha")?.status?.attempts === 19);
    const again = subscribe(server.url, STORES_CHANGED, { after: cursor });
    await again.until("Synced");
    expect(again.told()).toEqual(["ResumeGap", "snapshot alpha:PROVISIONING", "Synced"]);
  });

  test("takes a cursor that is none for one that is no longer known", async () => {
    const server = await serve();
    const list = subscribe(server.url, STORES_CHANGED, { after: "nonsense" });
    await list.until("Synced");
    expect(list.told()).toEqual(["ResumeGap", "snapshot", "Synced"]);
  });
});
