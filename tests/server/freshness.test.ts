import { KubeError } from "@shopyard/kube/error.ts";
import { describe, expect, it, onTestFinished } from "vitest";
import { FreshnessFeed } from "../../server/live/freshness.ts";
import { FakeCluster } from "./support/fake-cluster.ts";
import { idOf, serve, until } from "./support/running-server.ts";
import { STORE_CHANGED, subscribe } from "./support/subscriber.ts";

const FRESHNESS = "subscription { freshnessChanged { __typename stale asOf } }";
const HEARD_AT = Date.parse("2026-11-26T12:00:00Z");

describe("what the API says of its own freshness", () => {
  it("tells a reader how it is, and that the cluster went away and came back", async () => {
    const cluster = new FakeCluster();
    cluster.addStore("shop", { status: { phase: "Ready" } });
    const server = await serve({ cluster });
    const id = await idOf(server, "shop");
    const reader = subscribe(server.url, FRESHNESS);
    await until(() => reader.frames.length === 1);
    expect(reader.frames).toMatchObject([{ stale: false }]);

    cluster.fault = () => new KubeError("did not answer", 0, "Unreachable");
    cluster.cutWatches();
    await until(() => reader.frames.length === 2);
    expect(reader.frames[1]).toMatchObject({ stale: true });
    const asOf = Date.parse(reader.frames[1]?.asOf);
    expect(asOf).toBeGreaterThan(Date.now() - 60_000);
    expect(asOf).toBeLessThanOrEqual(Date.now());

    // Reads go on, also for whoever comes now; changes are refused by name.
    const { data } = await server.ask('{ freshness { stale } store(name: "shop") { phase } }');
    expect(data).toEqual({ freshness: { stale: true }, store: { phase: "READY" } });
    const late = subscribe(server.url, STORE_CHANGED, { id });
    await late.until("Synced");
    const refused = await server.ask(
      `mutation { createStore(input: { name: "new", engine: "medusa" }) {
        __typename ... on ClusterUnavailable { code retryAfterSeconds hint } } }`,
    );
    expect(refused.data.createStore).toMatchObject({
      __typename: "ClusterUnavailable",
      code: "ClusterUnavailable",
      retryAfterSeconds: expect.any(Number),
      hint: expect.stringContaining("Try again"),
    });

    cluster.fault = undefined;
    await until(() => reader.frames.length === 3);
    expect(reader.frames[2]).toMatchObject({ stale: false });
    expect(Date.parse(reader.frames[2]?.asOf)).toBeGreaterThanOrEqual(asOf);
  });

  it.each([
    ["while it answers", undefined, 0, false],
    ["in the seconds in which a watch is opened anew", HEARD_AT, 4_999, false],
    ["after them", HEARD_AT, 5_000, true],
  ])("%s: stale is %3$s", (_, awaySince, laterMs, stale) => {
    const feed = new FreshnessFeed({ awaySince, lastContact: HEARD_AT }, () => HEARD_AT + laterMs);
    expect(feed.current).toEqual({ stale, asOf: "2026-11-26T12:00:00.000Z" });
  });

  it("ends its readers when the server stops, and one who goes away leaves nothing behind", async () => {
    const feed = new FreshnessFeed({ awaySince: undefined, lastContact: HEARD_AT }, () => HEARD_AT);
    feed.start();
    onTestFinished(() => feed.stop());
    const [gone, stays] = [feed.changes(), feed.changes()];
    for (const reader of [gone, stays]) expect((await reader.next()).value).toMatchObject({ stale: false });
    const waiting = [gone.next(), stays.next()];
    await gone.return?.();
    expect(await waiting[0]).toEqual({ done: true, value: undefined });
    feed.stop();
    expect(await waiting[1]).toEqual({ done: true, value: undefined });
  });
});
