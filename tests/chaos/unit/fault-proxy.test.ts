import { describe, expect, it } from "vitest";
import { PASS_ALL, type WriteVerdict } from "../proxy/interceptor.ts";
import { ANSWERS } from "../proxy/kube-status.ts";
import type { EventVerdict } from "../proxy/watch-stream.ts";
import type { Write } from "../proxy/write.ts";
import { startTestUpstream, type TestUpstream } from "./support/upstream.ts";

const SECRETS = "/api/v1/namespaces/p-shop/secrets";
const PODS = "/api/v1/pods";
const WATCH = `${PODS}?watch=true&allowWatchBookmarks=true`;
const pod = (name: string, resourceVersion: string) => ({
  kind: "Pod",
  apiVersion: "v1",
  metadata: { name, namespace: "p-shop", uid: name, resourceVersion },
});

/** Answers every write as the test says, and keeps what it saw. */
function judge({ proxy }: TestUpstream, verdict: (write: Write) => WriteVerdict | Promise<WriteVerdict>): Write[] {
  const seen: Write[] = [];
  proxy.use({
    ...PASS_ALL,
    write(write) {
      seen.push(write);
      return verdict(write);
    },
  });
  return seen;
}

describe.each(["http1", "http2"] as const)("a proxy that is spoken to by %s", (protocol) => {
  it("passes requests on with the writer's token, and shows writes alone", async () => {
    const upstream = await startTestUpstream();
    const seen = judge(upstream, () => ({ do: "forward" }));
    const client = upstream[protocol];
    const answers = [
      await client.send("GET", PODS),
      await client.send("POST", SECRETS, { metadata: { name: "first" } }),
      await client.send("POST", "/api/v1/namespaces/p-stores/events", { metadata: { name: "event" } }),
      await client.send("PUT", "/apis/coordination.k8s.io/v1/namespaces/p-system/leases/operator", {}),
      await client.send("PATCH", `${SECRETS}/first?dryRun=All`, {}),
      await client.send("DELETE", `${SECRETS}/first`),
    ];
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(JSON.parse(answers[1]?.body ?? "")).toEqual({
      said: "Bearer token-of-the-operator",
      body: '{"metadata":{"name":"first"}}',
    });
    expect(upstream.requests).toHaveLength(6);
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${SECRETS}/first`,
      `DELETE ${SECRETS}/first`,
    ]);
    expect(seen.map(({ httpVersion }) => httpVersion)).toEqual(Array(2).fill(protocol === "http1" ? "1.1" : "2.0"));
  });

  it.each(ANSWERS)("answers %d in the API server's place, which hears of nothing", async (status) => {
    const upstream = await startTestUpstream();
    judge(upstream, () => ({ do: "answer", status }));
    const answer = await upstream[protocol].send("POST", SECRETS, { metadata: { name: "first" } });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ kind: "Status", status: "Failure", code: status });
    expect(answer.headers["retry-after"]).toBe(status === 429 ? "1" : undefined);
    expect(upstream.requests).toEqual([]);
  });

  it("cuts a write's connection before the API server hears of it", async () => {
    const upstream = await startTestUpstream();
    judge(upstream, () => ({ do: "cut" }));
    await expect(upstream[protocol].send("DELETE", `${SECRETS}/first`)).rejects.toThrow();
    expect(upstream.requests).toEqual([]);
    upstream.proxy.use(undefined);
    expect((await upstream[protocol].send("GET", PODS)).status).toBe(200);
  });

  it("drops the response to a write that the API server has carried out", async () => {
    const upstream = await startTestUpstream();
    let reached = 0;
    judge(upstream, () => ({
      do: "forward",
      async answered() {
        reached = upstream.requests.length;
        return "drop";
      },
    }));
    await expect(upstream[protocol].send("DELETE", `${SECRETS}/first`)).rejects.toThrow();
    expect(reached).toBe(1);
  });

  it("holds a write for as long as it is told", async () => {
    const upstream = await startTestUpstream();
    const held = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    judge(upstream, async () => {
      arrived.resolve();
      await held.promise;
      return { do: "forward" };
    });
    const answer = upstream[protocol].send("DELETE", `${SECRETS}/first`);
    await arrived.promise;
    expect((await upstream[protocol].send("GET", PODS)).status).toBe(200);
    expect(upstream.requests).toEqual([`GET ${PODS}`]);
    held.resolve();
    expect((await answer).status).toBe(200);
  });

  it("is silent while it is frozen, and lets pass what waited", async () => {
    const upstream = await startTestUpstream();
    const frozen = upstream.proxy.freeze(300);
    const began = performance.now();
    const answer = upstream[protocol].send("GET", PODS);
    await frozen;
    expect(upstream.requests).toEqual([]);
    expect((await answer).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(250);
  });

  it.each([
    ["pass", ["ADDED", "MODIFIED", "DELETED"]],
    ["hide", ["ADDED", "BOOKMARK", "DELETED"]],
    ["expire", ["ADDED", "ERROR"]],
  ] as const)("does %s to one event of a watch", async (verdict: EventVerdict, expected) => {
    const upstream = await startTestUpstream();
    upstream.proxy.use({ ...PASS_ALL, event: ({ type }) => (type === "MODIFIED" ? verdict : "pass") });
    const types: string[] = [];
    const versions: unknown[] = [];
    const lines = upstream[protocol].lines(WATCH)[Symbol.asyncIterator]();
    const first = lines.next();
    await expect.poll(() => upstream.watches.size).toBe(1);
    upstream.tell("ADDED", pod("a", "1"));
    upstream.tell("MODIFIED", pod("a", "2"));
    upstream.tell("DELETED", pod("a", "3"));
    for (let line = await first; !line.done && types.length < expected.length; line = await lines.next()) {
      const { type, object } = JSON.parse(line.value) as { type: string; object: ReturnType<typeof pod> };
      types.push(type);
      versions.push(object.metadata.resourceVersion);
      if (types.length === expected.length) break;
    }
    expect(types).toEqual(expected);
    if (verdict === "hide") expect(versions).toEqual(["1", "2", "3"]);
    if (verdict === "expire") expect((await lines.next()).done).toBe(true);
  });

  it("breaks a watch at one event", async () => {
    const upstream = await startTestUpstream();
    upstream.proxy.use({ ...PASS_ALL, event: ({ type }) => (type === "MODIFIED" ? "cut" : "pass") });
    const lines = upstream[protocol].lines(WATCH)[Symbol.asyncIterator]();
    const first = lines.next();
    await expect.poll(() => upstream.watches.size).toBe(1);
    upstream.tell("ADDED", pod("a", "1"));
    expect(JSON.parse((await first).value).type).toBe("ADDED");
    upstream.tell("MODIFIED", pod("a", "2"));
    // A stream may break by an error or end: either way no event came.
    expect(await lines.next().catch(() => ({ done: true }))).toMatchObject({ done: true });
    await expect.poll(() => upstream.watches.size).toBe(0);
    expect((await upstream[protocol].send("GET", PODS)).status).toBe(200);
  });

  it("ends every watch by 410 when history expires, and by a break when all is cut", async () => {
    const upstream = await startTestUpstream();
    const lines = async () => {
      const all: string[] = [];
      for await (const line of upstream[protocol].lines(WATCH)) all.push(line);
      return all;
    };
    const expired = lines();
    await expect.poll(() => upstream.watches.size).toBe(1);
    upstream.proxy.expireWatches();
    expect((await expired).map((line) => JSON.parse(line).object.code)).toEqual([410]);
    await expect.poll(() => upstream.watches.size).toBe(0);
    const cut = lines();
    await expect.poll(() => upstream.watches.size).toBe(1);
    upstream.proxy.cutAll();
    await cut.catch(() => undefined);
    await expect.poll(() => upstream.watches.size).toBe(0);
    expect((await upstream[protocol].send("GET", PODS)).status).toBe(200);
  });

  it("tells which list was answered", async () => {
    const upstream = await startTestUpstream();
    const listed: string[] = [];
    upstream.proxy.use({ ...PASS_ALL, listed: (path) => listed.push(path) });
    await upstream[protocol].send("GET", `${PODS}?limit=500`);
    expect(listed).toEqual([PODS]);
  });
});
