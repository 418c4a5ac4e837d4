import { expect, test } from "vitest";
import { makeTestLive } from "./support/make-test-live.ts";
import { appended, detail, event, gap, left, snapshot, synced, upserted } from "./support/stores.ts";

const STORE = "StoreChanged";
const EVENTS = "StoreEventAdded";

function openedStore(name = "a") {
  const t = makeTestLive();
  const opened = t.live.openStore(detail(name));
  t.transport.live(STORE).send(snapshot("start", detail(name)));
  t.transport.live(STORE).send(synced("v1"));
  t.transport.live(EVENTS).send(appended("e2", [event("x", 1), event("y", 2)]));
  t.transport.live(EVENTS).send(synced("e2"));
  t.frame();
  const view = () => t.live.state.views[`id-${name}`];
  const seqs = () =>
    Object.values(view()?.events ?? {})
      .map(({ id, seq }) => `${id}${seq}`)
      .sort();
  return { ...t, opened, view, seqs };
}

test("the store that was found shows at once, its timeline after Synced", () => {
  const t = makeTestLive();
  t.live.openStore(detail("a", { phase: "PENDING" }));
  expect(t.live.state.views["id-a"]?.store?.phase).toBe("PENDING");
  expect(t.live.state.views["id-a"]?.timelineSynced).toBe(false);
  expect(t.transport.live(STORE).variables).toEqual({ id: "id-a", after: undefined });
  expect(t.transport.live(EVENTS).variables).toEqual({ id: "id-a", after: undefined });
});

test("an entry that changes replaces itself; the newest seq wins whatever comes last", () => {
  const t = openedStore();
  t.transport.live(EVENTS).send(appended("e4", [event("x", 4, { count: 2 })]));
  t.frame();
  t.transport.live(EVENTS).send(appended("e4", [event("x", 3, { count: 1 })]));
  t.frame();
  expect(t.seqs()).toEqual(["x4", "y2"]);
  expect(t.view()?.events.x?.count).toBe(2);
});

test("of two states of an entry in one frame the newest seq wins", () => {
  const t = openedStore();
  t.transport.live(EVENTS).send(appended("e6", [event("z", 6), event("z", 5)]));
  t.frame();
  expect(t.seqs()).toEqual(["x1", "y2", "z6"]);
});

test("the timeline resumes with its own cursor, delivered twice is shown once", () => {
  const t = openedStore();
  t.transport.live(EVENTS).drop();
  t.advance(1_000);
  expect(t.transport.live(EVENTS).variables).toEqual({ id: "id-a", after: "e2" });
  t.transport.live(EVENTS).send(appended("e3", [event("y", 2), event("z", 3)]));
  t.transport.live(EVENTS).send(synced("e3"));
  t.frame();
  expect(t.seqs()).toEqual(["x1", "y2", "z3"]);
});

test("after a gap in the timeline, also in the middle of a stream, only what the server holds is left", () => {
  const t = openedStore();
  t.transport.live(EVENTS).send(gap("e0"));
  t.transport.live(EVENTS).send(appended("e9", [event("w", 9)], 8));
  t.frame();
  expect(t.seqs()).toEqual(["x1", "y2"]);
  t.transport.live(EVENTS).send(synced("e9"));
  t.frame();
  expect(t.seqs()).toEqual(["w9"]);
  expect(t.view()?.droppedThrough).toBe(8);
});

test("entries that the operator let go leave the page, but never the latest failure", () => {
  const t = openedStore();
  t.transport.live(EVENTS).send(appended("e3", [event("f", 3, { type: "WARNING", reason: "CrashLoop" })]));
  t.transport.live(EVENTS).send(appended("e5", [event("z", 5)], 4));
  t.frame();
  expect(t.seqs()).toEqual(["f3", "z5"]);
});

test("a deleted store keeps its last state and timeline on the page, and nothing listens any more", () => {
  const t = openedStore();
  t.transport.live(STORE).send(upserted("v2", detail("a", { phase: "DELETING" })));
  t.transport.live(EVENTS).send(appended("e3", [event("d", 3, { reason: "NamespaceDelete" })]));
  t.transport.live(STORE).send(left("v3", "a"));
  t.transport.live(EVENTS).send(left("e3", "a"));
  t.frame();
  expect(t.view()).toMatchObject({ left: "DELETED", store: { phase: "DELETING" } });
  expect(t.seqs()).toEqual(["d3", "x1", "y2"]);
  expect(t.transport.openCount()).toBe(0);
  t.advance(60_000);
  expect(t.transport.openCount()).toBe(0);
});

test("a store that was gone before anybody listened shows as deleted", () => {
  const t = makeTestLive();
  t.live.openStore(detail("a"));
  t.transport.live(STORE).send(left("v1", "a"));
  t.transport.live(EVENTS).send(left("e1", "a"));
  t.frame();
  expect(t.live.state.views["id-a"]?.left).toBe("DELETED");
});

test("present state without the store means that it is gone", () => {
  const t = openedStore();
  t.transport.live(STORE).send(gap("start"));
  t.transport.live(STORE).send(synced("v9"));
  t.frame();
  expect(t.view()?.left).toBe("DELETED");
});

test("a page that is left is forgotten, also when frames of it still wait", () => {
  const t = openedStore();
  t.transport.live(EVENTS).send(appended("e3", [event("z", 3)]));
  t.opened.close();
  t.frame();
  expect(t.view()).toBeUndefined();
  expect(t.transport.openCount()).toBe(0);
});
