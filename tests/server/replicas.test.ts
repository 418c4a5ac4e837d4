import { KubeError } from "@shopyard/kube/error.ts";
import { describe, expect, test } from "vitest";
import { encodeVersion } from "../../server/live/cursor.ts";
import { FakeCluster } from "./support/fake-cluster.ts";
import { serve, until } from "./support/running-server.ts";
import { STORES_CHANGED, subscribe } from "./support/subscriber.ts";

describe("resuming the list elsewhere", () => {
  test("after a restart a cursor from before it is a ResumeGap and the present state", async () => {
    const cluster = new FakeCluster();
    cluster.addStore("alpha");
    const first = await serve({ cluster });
    const live = subscribe(first.url, STORES_CHANGED);
    await live.until("Synced");
    await first.stop(100);
    cluster.setStatus("alpha", { phase: "Ready" });
    const second = await serve({ cluster });
    const again = subscribe(second.url, STORES_CHANGED, { after: live.lastCursor() });
    await again.until("Synced");
    expect(again.told()).toEqual(["ResumeGap", "snapshot alpha:READY", "Synced"]);
  });

  test("another replica that saw it all goes on without a gap", async () => {
    const cluster = new FakeCluster();
    cluster.addStore("alpha");
    const first = await serve({ cluster });
    const second = await serve({ cluster });
    const live = subscribe(first.url, STORES_CHANGED);
    await live.until("Synced");
    cluster.setStatus("alpha", { phase: "Provisioning" });
    await live.until("StoreUpserted");
    const after = live.lastCursor();
    cluster.setStatus("alpha", { phase: "Ready" });
    cluster.addStore("beta");
    const again = subscribe(second.url, STORES_CHANGED, { after });
    await again.until((frame) => frame.store?.name === "beta");
    expect(again.told().filter((line) => line !== "Synced")).toEqual(["upsert alpha:READY", "upsert beta:PENDING"]);
  });

  test("a replica behind the cursor waits instead of going backwards", async () => {
    const cluster = new FakeCluster();
    cluster.addStore("alpha");
    const behind = await serve({ cluster });
    cluster.freezeWatches(true);
    cluster.setStatus("alpha", { phase: "Ready" });
    const ahead = await serve({ cluster });
    const live = subscribe(ahead.url, STORES_CHANGED);
    await live.until("Synced");
    const again = subscribe(behind.url, STORES_CHANGED, { after: live.lastCursor() });
    // Two looks at the API server later it has still said nothing: the cache differs from the list.
    const lists = () => cluster.requests.filter((line) => line.startsWith("LIST") && line.endsWith("/stores")).length;
    const before = lists();
    await until(() => lists() >= before + 2);
    expect(again.told()).toEqual([]);
    cluster.freezeWatches(false);
    await again.until("Synced");
    expect(again.told().filter((line) => line.startsWith("snapshot"))).toEqual([]);
    expect(again.told().at(-1)).toBe("Synced");
  });

  test("a replica whose cache equals the list need not wait for a bookmark", async () => {
    const cluster = new FakeCluster();
    cluster.addStore("alpha");
    const behind = await serve({ cluster });
    cluster.tick(50);
    const ahead = await serve({ cluster });
    const live = subscribe(ahead.url, STORES_CHANGED);
    await live.until("Synced");
    const again = subscribe(behind.url, STORES_CHANGED, { after: live.lastCursor() });
    await again.until("Synced");
    expect(again.told()).toEqual(["Synced"]);
  });

  test("a cursor that the cluster itself has not reached, as after a restore, is a ResumeGap", async () => {
    const server = await serve();
    const list = subscribe(server.url, STORES_CHANGED, { after: encodeVersion(10n ** 12n) });
    await list.until("Synced");
    expect(list.told()).toEqual(["ResumeGap", "snapshot", "Synced"]);
  });
});

describe("a watch that breaks", () => {
  test("goes on where it stopped: readers notice nothing", async () => {
    const server = await serve();
    const list = subscribe(server.url, STORES_CHANGED);
    await list.until("Synced");
    server.cluster.cutWatches(new KubeError("cut", 0, "Unreachable"));
    server.cluster.addStore("alpha");
    await list.until("StoreUpserted");
    expect(list.told()).toEqual(["snapshot", "Synced", "upsert alpha:PENDING"]);
  });

  test("with history compacted meanwhile: changes, deletions and new uids are found by listing", async () => {
    const server = await serve();
    for (const name of ["alpha", "beta", "gamma"]) server.cluster.addStore(name);
    await until(() => server.platform.stores.size === 3);
    const list = subscribe(server.url, STORES_CHANGED);
    await list.until("Synced");
    const after = list.lastCursor();
    server.cluster.freezeWatches(true);
    server.cluster.setStatus("alpha", { phase: "Ready" });
    server.cluster.remove("beta");
    server.cluster.remove("gamma");
    server.cluster.addStore("gamma");
    server.cluster.compact();
    server.cluster.freezeWatches(false);
    await until(() => list.told().length === 6);
    const expected = ["left beta DELETED", "left gamma DELETED", "upsert alpha:READY", "upsert gamma:PENDING"];
    expect(list.told().slice(2).sort()).toEqual(expected);

    // A reader cut off in the middle of it gets all of it again; one that was away gets it too.
    for (const cursor of [after, list.frames[3]?.cursor]) {
      const again = subscribe(server.url, STORES_CHANGED, { after: cursor });
      await again.until("Synced");
      expect(again.told().slice(0, -1).sort()).toEqual(expected);
    }
  });
});
