import { expect, test } from "vitest";
import { backoff } from "../../client/src/live/reconnector.ts";
import { makeTestLive } from "./support/make-test-live.ts";
import { detail, row, snapshot, synced } from "./support/stores.ts";

const LIST = "StoresChanged";

function liveList() {
  const t = makeTestLive();
  t.live.openList();
  t.transport.live(LIST).send(snapshot("start", row("a")));
  t.transport.live(LIST).send(synced("c1"));
  t.frame();
  return t;
}

test("the delay doubles to twenty seconds and is spread over its upper half", () => {
  expect([0, 1, 2, 3, 6, 50].map((attempt) => backoff(attempt, () => 1))).toEqual([
    500, 1_000, 2_000, 4_000, 20_000, 20_000,
  ]);
  expect(backoff(0, () => 0)).toBe(250);
  expect(backoff(50, () => 0)).toBe(10_000);
});

test("a lost connection says since when the page is stale, why, and when it is tried again", () => {
  const t = liveList();
  t.transport.live(LIST).drop("connection closed (1012)");
  const since = Date.parse("2026-11-23T07:00:00Z");
  expect(t.live.connection()).toEqual({
    status: "stale",
    since,
    retryAt: since + 375,
    reason: "connection closed (1012)",
  });
});

test("it tries again for ever, and since stays the moment of the first loss", () => {
  const t = liveList();
  const since = Date.parse("2026-11-23T07:00:00Z");
  for (let attempt = 0; attempt < 50; attempt++) {
    t.transport.live(LIST).drop("the server cannot be reached");
    t.advance(20_000);
    expect(t.live.connection()).toMatchObject({ status: "stale", since, retryAt: undefined });
  }
  t.transport.live(LIST).send(synced("c1"));
  expect(t.live.connection()).toEqual({ status: "live" });
});

test("after it was live again the delay starts small", () => {
  const t = liveList();
  for (let attempt = 0; attempt < 8; attempt++) {
    t.transport.live(LIST).drop();
    t.advance(20_000);
  }
  t.transport.live(LIST).send(synced("c1"));
  t.transport.live(LIST).drop();
  t.advance(375);
  expect(t.transport.openCount()).toBe(1);
});

test("retryNow does not wait for the timer, and the timer then does nothing", () => {
  const t = liveList();
  t.transport.live(LIST).drop();
  t.live.retryNow();
  expect(t.transport.openCount()).toBe(1);
  t.advance(60_000);
  expect(t.transport.subscriptions.filter(({ name }) => name === LIST)).toHaveLength(2);
});

test("subscriptions lost together come back together, and live means all of them", () => {
  const t = liveList();
  t.live.openStore(detail("a"));
  for (const name of ["StoreChanged", "StoreEventAdded"]) t.transport.live(name).send(synced("s1"));
  for (const name of [LIST, "StoreChanged", "StoreEventAdded"]) t.transport.live(name).drop();
  expect(t.transport.openCount()).toBe(0);

  t.advance(375);
  expect(t.transport.openCount()).toBe(3);
  t.transport.live(LIST).send(synced("c1"));
  t.transport.live("StoreChanged").send(synced("s1"));
  expect(t.live.connection().status).toBe("stale");
  t.transport.live("StoreEventAdded").send(synced("s1"));
  expect(t.live.connection()).toEqual({ status: "live" });
});

test("whether the cluster answers is followed while the page is live, and unknown while it is not", () => {
  const t = liveList();
  const asOf = "2026-11-23T06:59:30Z";
  const freshness = t.transport.live("FreshnessChanged");
  freshness.send({ stale: false, asOf });
  expect(t.live.clusterAway()).toBeUndefined();
  freshness.send({ stale: true, asOf });
  expect(t.live.clusterAway()).toEqual({ since: Date.parse(asOf) });

  t.transport.live(LIST).drop();
  expect(t.live.clusterAway()).toBeUndefined();
  expect(freshness.open).toBe(false);
  t.advance(375);
  t.transport.live(LIST).send(synced("c1"));
  t.transport.live("FreshnessChanged").send({ stale: true, asOf });
  expect(t.live.clusterAway()).toEqual({ since: Date.parse(asOf) });
});

test("a server that cannot tell whether the cluster answers leaves the page live", () => {
  const t = liveList();
  t.transport.live("FreshnessChanged").drop('Cannot query field "freshnessChanged" on type "Subscription".');
  expect(t.live.connection()).toEqual({ status: "live" });
  expect(t.live.clusterAway()).toBeUndefined();
});

test("a page that was never live has no moment to be stale since", () => {
  const t = makeTestLive();
  t.live.openList();
  expect(t.live.connection()).toEqual({ status: "connecting" });
  t.transport.live(LIST).drop("the server cannot be reached");
  expect(t.live.connection()).toMatchObject({ status: "stale", since: undefined });
});
