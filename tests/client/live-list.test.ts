import { createEffect, createRoot } from "solid-js";
import { expect, test } from "vitest";
import { makeTestLive, type TestLive } from "./support/make-test-live.ts";
import { gap, left, row, snapshot, synced, upserted } from "./support/stores.ts";

const LIST = "StoresChanged";
const names = ({ live }: TestLive) =>
  Object.values(live.state.rows)
    .map((each) => each.name)
    .sort();

function openedList(...stores: ReturnType<typeof row>[]): TestLive & { close: () => void } {
  const test = makeTestLive();
  const close = test.live.openList();
  test.transport.live(LIST).send(snapshot("start", ...stores));
  test.transport.live(LIST).send(synced("c1"));
  test.frame();
  return { ...test, close };
}

test("the list shows nothing until Synced, then every batch of the snapshot", () => {
  const t = makeTestLive();
  t.live.openList();
  t.transport.live(LIST).send(snapshot("start", row("a")));
  t.transport.live(LIST).send(snapshot("start", row("b")));
  t.frame();
  expect(t.live.state.listed).toBe(false);
  expect(names(t)).toEqual([]);

  t.transport.live(LIST).send(synced("c1"));
  t.frame();
  expect(t.live.state.listed).toBe(true);
  expect(names(t)).toEqual(["a", "b"]);
  expect(t.live.connection()).toEqual({ status: "live" });
});

test("an empty list is known to be empty", () => {
  const t = openedList();
  expect(t.live.state.listed).toBe(true);
  expect(names(t)).toEqual([]);
});

test("an upsert changes its row in place and adds one that is new", () => {
  const t = openedList(row("a"));
  const before = t.live.state.rows["id-a"];
  t.transport.live(LIST).send(upserted("c2", row("a", { phase: "READY" })));
  t.transport.live(LIST).send(upserted("c3", row("b")));
  t.frame();
  expect(t.live.state.rows["id-a"]?.phase).toBe("READY");
  expect(t.live.state.rows["id-a"]).toBe(before);
  expect(names(t)).toEqual(["a", "b"]);
});

test("a store that left is gone from the list", () => {
  const t = openedList(row("a"), row("b"));
  t.transport.live(LIST).send(left("c2", "a"));
  t.frame();
  expect(names(t)).toEqual(["b"]);
});

test("however many frames arrive, the page changes once an animation frame, to the newest state", () => {
  const t = openedList(row("a"));
  const seen: string[] = [];
  const dispose = createRoot((end) => {
    createEffect(() => seen.push(t.live.state.rows["id-a"]?.message ?? "none"));
    return end;
  });
  for (let i = 0; i < 100; i++) t.transport.live(LIST).send(upserted(`c${i}`, row("a", { message: `${i}` })));
  expect(seen).toEqual(["Building the store"]);
  expect(t.frame()).toBe(1);
  expect(seen).toEqual(["Building the store", "99"]);
  dispose();
});

test("a store that comes and goes between two frames never shows", () => {
  const t = openedList();
  t.transport.live(LIST).send(upserted("c2", row("a")));
  t.transport.live(LIST).send(left("c3", "a"));
  t.frame();
  expect(names(t)).toEqual([]);
});

test("after a drop it subscribes again with the last cursor and keeps what it knew", () => {
  const t = openedList(row("a"));
  t.transport.live(LIST).send(upserted("c7", row("b")));
  t.frame();
  t.transport.live(LIST).drop();
  expect(t.transport.openCount()).toBe(0);
  expect(names(t)).toEqual(["a", "b"]);

  t.advance(1_000);
  expect(t.transport.live(LIST).variables).toEqual({ after: "c7" });
  t.transport.live(LIST).send(upserted("c8", row("a", { phase: "READY" })));
  t.transport.live(LIST).send(synced("c8"));
  t.frame();
  expect(names(t)).toEqual(["a", "b"]);
  expect(t.live.state.rows["id-a"]?.phase).toBe("READY");
});

test("a gap keeps the old list until Synced, then leaves nothing stale", () => {
  const t = openedList(row("old"), row("both"));
  t.transport.live(LIST).drop();
  t.advance(1_000);
  t.transport.live(LIST).send(gap("start"));
  t.transport.live(LIST).send(snapshot("start", row("both", { phase: "READY" }), row("new")));
  t.frame();
  expect(names(t)).toEqual(["both", "old"]);

  t.transport.live(LIST).send(synced("c9"));
  t.frame();
  expect(names(t)).toEqual(["both", "new"]);
  expect(t.live.state.rows["id-both"]?.phase).toBe("READY");
});

test("a drop in the middle of a snapshot resumes before it, not inside it", () => {
  const t = openedList(row("a"));
  t.transport.live(LIST).drop();
  t.advance(1_000);
  t.transport.live(LIST).send(gap("inside-1"));
  t.transport.live(LIST).send(snapshot("inside-2", row("b")));
  t.transport.live(LIST).drop();
  t.advance(5_000);
  expect(t.transport.live(LIST).variables).toEqual({ after: "c1" });
  t.transport.live(LIST).send(synced("c1"));
  t.frame();
  expect(names(t)).toEqual(["a"]);
});

test("a drop before the first Synced starts over without a cursor", () => {
  const t = makeTestLive();
  t.live.openList();
  t.transport.live(LIST).send(snapshot("start", row("a")));
  t.transport.live(LIST).drop();
  t.advance(1_000);
  expect(t.transport.live(LIST).variables).toEqual({ after: undefined });
});

test("leaving the list ends the subscription; coming back goes on from the cursor", () => {
  const t = openedList(row("a"));
  t.transport.live(LIST).send(upserted("c2", row("b")));
  t.close();
  expect(t.transport.openCount()).toBe(0);
  expect(t.live.connection()).toEqual({ status: "idle" });

  t.live.openList();
  expect(t.transport.live(LIST).variables).toEqual({ after: "c2" });
  expect(names(t)).toEqual(["a", "b"]);
});
