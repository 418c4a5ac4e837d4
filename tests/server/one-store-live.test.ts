import { describe, expect, test } from "vitest";
import { encodeGlobalId } from "../../server/kube/store-id.ts";
import type { EventFrame } from "../../server/live/frames.ts";
import { storeEventAdded } from "../../server/live/store-event-added.ts";
import { FakeCluster } from "./support/fake-cluster.ts";
import { serve, until } from "./support/running-server.ts";
import { EVENTS_ADDED, STORE_CHANGED, subscribe } from "./support/subscriber.ts";
import { entries, entry } from "./support/timeline.ts";

const idOf = (store: { metadata: { uid: string; name: string } }) =>
  encodeGlobalId("Store", `${store.metadata.uid}:${store.metadata.name}`);

describe("one store, live", () => {
  test("gives its state, Synced, its changes and nobody else's, its end, and then completes", async () => {
    const server = await serve();
    const demo = server.cluster.addStore("demo");
    const live = subscribe(server.url, STORE_CHANGED, { id: idOf(demo) });
    await live.until("Synced");
    server.cluster.addStore("other");
    server.cluster.setStatus("demo", { phase: "Provisioning" });
    await live.until("StoreUpserted");
    server.cluster.remove("demo");
    await live.until("StoreLeft");
    await until(() => live.completed);
    expect(live.told()).toEqual(["snapshot demo:PENDING", "Synced", "upsert demo:PROVISIONING", "left demo DELETED"]);
  });

  test("a store that is deleted and made again under its name ends; the new one is another", async () => {
    const server = await serve();
    const old = server.cluster.addStore("demo");
    const live = subscribe(server.url, STORE_CHANGED, { id: idOf(old) });
    await live.until("Synced");
    server.cluster.remove("demo");
    const anew = server.cluster.addStore("demo");
    await live.until("StoreLeft");
    expect(live.frames.at(-1)).toMatchObject({ id: idOf(old), reason: "DELETED" });
    const next = subscribe(server.url, STORE_CHANGED, { id: idOf(anew) });
    await next.until("Synced");
    expect(next.told()[0]).toBe("snapshot demo:PENDING");
  });

  test("whoever comes back after the end still sees it, with the tombstone and without", async () => {
    const server = await serve();
    const demo = server.cluster.addStore("demo");
    const live = subscribe(server.url, STORE_CHANGED, { id: idOf(demo) });
    await live.until("Synced");
    const after = live.lastCursor();
    live.unsubscribe();
    server.cluster.remove("demo");
    const other = await serve({ cluster: server.cluster });
    await until(() => server.platform.stores.size === 0);
    for (const { url } of [server, other]) {
      const again = subscribe(url, STORE_CHANGED, { id: idOf(demo), after });
      await until(() => again.completed);
      expect(again.told()).toEqual(["left demo DELETED"]);
    }
  });

  test("resuming on another replica gives what was missed without a gap, and nothing where nothing was", async () => {
    const cluster = new FakeCluster();
    const demo = cluster.addStore("demo");
    const first = await serve({ cluster });
    const live = subscribe(first.url, STORE_CHANGED, { id: idOf(demo) });
    await live.until("Synced");
    const after = live.lastCursor();
    const second = await serve({ cluster });
    const same = subscribe(second.url, STORE_CHANGED, { id: idOf(demo), after });
    await same.until("Synced");
    expect(same.told()).toEqual(["Synced"]);
    cluster.setStatus("demo", { phase: "Ready" });
    const third = await serve({ cluster });
    const missed = subscribe(third.url, STORE_CHANGED, { id: idOf(demo), after });
    await missed.until("Synced");
    expect(missed.told()).toEqual(["upsert demo:READY", "Synced"]);
  });

  test("a store that this replica has not heard of yet is waited for", async () => {
    const server = await serve();
    server.cluster.freezeWatches(true);
    const demo = server.cluster.addStore("demo");
    const live = subscribe(server.url, STORE_CHANGED, { id: idOf(demo) });
    await until(() => server.cluster.requests.some((line) => line.endsWith("/stores/demo")));
    expect(live.told()).toEqual([]);
    server.cluster.freezeWatches(false);
    await live.until("Synced");
    expect(live.told()).toEqual(["snapshot demo:PENDING", "Synced"]);
  });

  test("an id that is none is an error that says so", async () => {
    const server = await serve();
    const live = subscribe(server.url, STORE_CHANGED, { id: "nonsense" });
    await until(() => live.errors.length > 0);
    expect(live.errors).toMatchObject([{ message: 'id: got "nonsense"; allowed: the id of a store' }]);
  });
});

describe("a store's timeline, live", () => {
  test("gives the entries there are, Synced, and then what is new or changed, by seq", async () => {
    const server = await serve();
    const demo = server.cluster.addStore("demo", { status: entries([1, 2]) });
    const live = subscribe(server.url, EVENTS_ADDED, { store: idOf(demo) });
    await live.until("Synced");
    server.cluster.setStatus("demo", entries([1, 2, 3]));
    await live.until("EventsAppended");
    // Entry 3 ended: it gets the next seq and keeps its id.
    server.cluster.setStatus("demo", {
      events: [entry(1), entry(2), { ...entry(3), seq: 4, durationMs: 5 }],
      eventSeq: 4,
    });
    await live.until("EventsAppended");
    server.cluster.setStatus("demo", { phase: "Ready" });
    server.cluster.remove("demo");
    await until(() => live.completed);
    expect(live.told()).toEqual(["events 1 2", "Synced", "events 3", "events 4", "left demo DELETED"]);
    expect(live.frames[3]).toMatchObject({ events: [{ id: "e3", seq: 4 }] });
  });

  test("what the last write before the end said is delivered before the end, to a slow reader too", async () => {
    const server = await serve();
    const { metadata } = server.cluster.addStore("demo", { status: entries([1]) });
    const frames = storeEventAdded(server.feed, {
      client: server.platform.client,
      id: metadata,
      after: undefined,
      onTooSlow: () => {},
    });
    const next = async () => (await frames.next()).value as EventFrame;
    expect(await next()).toMatchObject({ kind: "EventsAppended" });
    expect(await next()).toMatchObject({ kind: "Synced" });
    server.cluster.setStatus("demo", entries([1, 2]));
    server.cluster.remove("demo");
    await until(() => server.platform.stores.size === 0);
    expect(await next()).toMatchObject({ kind: "EventsAppended", events: [{ seq: 2 }] });
    expect(await next()).toMatchObject({ kind: "StoreLeft", reason: "DELETED" });
    expect((await frames.next()).done).toBe(true);
  });

  test("resumes exactly on another replica", async () => {
    const cluster = new FakeCluster();
    const demo = cluster.addStore("demo", { status: entries([1, 2]) });
    const first = await serve({ cluster });
    const live = subscribe(first.url, EVENTS_ADDED, { store: idOf(demo) });
    await live.until("Synced");
    await first.stop(100);
    cluster.setStatus("demo", entries([1, 2, 3, 4]));
    const second = await serve({ cluster });
    const again = subscribe(second.url, EVENTS_ADDED, { store: idOf(demo), after: live.lastCursor() });
    await again.until("Synced");
    expect(again.told()).toEqual(["events 3 4", "Synced"]);
  });

  test("hands over from a query: asOf of the events is where the subscription starts", async () => {
    const server = await serve();
    const demo = server.cluster.addStore("demo", { status: entries([1, 2]) });
    await until(() => server.platform.stores.byName("demo"));
    const { data } = await server.ask('{ store(name: "demo") { events { asOf edges { node { seq } } } } }');
    server.cluster.setStatus("demo", entries([1, 2, 3]));
    const live = subscribe(server.url, EVENTS_ADDED, { store: idOf(demo), after: data.store.events.asOf });
    await live.until("EventsAppended");
    expect(live.told().filter((line) => line !== "Synced")).toEqual(["events 3"]);
  });

  test("says ResumeGap where entries were let go that the reader never had, resumed or slow", async () => {
    const server = await serve();
    const demo = server.cluster.addStore("demo", { status: entries([1, 2]) });
    const live = subscribe(server.url, EVENTS_ADDED, { store: idOf(demo) });
    await live.until("Synced");
    const after = live.lastCursor();
    server.cluster.setStatus("demo", { ...entries([5, 6]), eventsDroppedThrough: 4 });
    const again = subscribe(server.url, EVENTS_ADDED, { store: idOf(demo), after });
    await again.until((frame) => frame.__typename === "EventsAppended");
    await until(() => live.told().length === 5);
    expect(live.told()).toEqual(["events 1 2", "Synced", "ResumeGap", "events 5 6", "Synced"]);
    expect(again.told().slice(0, 2)).toEqual(["ResumeGap", "events 5 6"]);
  });

  test("does not say ResumeGap where only entries were let go that the reader has had", async () => {
    const server = await serve();
    const demo = server.cluster.addStore("demo", { status: entries([1, 2]) });
    const live = subscribe(server.url, EVENTS_ADDED, { store: idOf(demo) });
    await live.until("Synced");
    server.cluster.setStatus("demo", { ...entries([2, 3]), eventsDroppedThrough: 1 });
    await live.until("EventsAppended");
    expect(live.told()).toEqual(["events 1 2", "Synced", "events 3"]);
  });
});
