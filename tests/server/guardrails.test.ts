import { once } from "node:events";
import { connect } from "node:net";
import { getIntrospectionQuery } from "graphql";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { clientAddress } from "../../server/http/client-address.ts";
import type { Answer } from "./support/answer.ts";
import { serve, until } from "./support/running-server.ts";
import { EVENTS_ADDED, STORES_CHANGED, subscribe } from "./support/subscriber.ts";

const post = (url: string, init: RequestInit & { query?: string }) =>
  fetch(`${url}/graphql`, { method: "POST", body: JSON.stringify({ query: init.query ?? "{ __typename }" }), ...init });

/** Opens a WebSocket; resolves to `open`, or to the status it was refused with. */
const open = (url: string, headers: Record<string, string>) =>
  new Promise<string>((resolve) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { headers });
    socket.once("open", () => {
      resolve("open");
      socket.terminate();
    });
    socket.once("unexpected-response", (_, response) => resolve(String(response.statusCode)));
    socket.once("error", (error) => resolve(error.message));
  });

/** A request with a Host header of one's own, which fetch doesn't allow. */
const rawStatus = (url: string, host: string, path = "/graphql") =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    );
    socket.once("data", (data) => resolve(String(data).split(" ")[1] ?? ""));
    socket.once("error", reject);
  });

describe("other people's pages", () => {
  test("cannot send an operation as a simple request", async () => {
    const { url } = await serve();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      expect((await post(url, { headers: { "content-type": type } })).status).toBe(403);
    }
    expect((await fetch(`${url}/graphql?query={__typename}`)).status).toBe(403);
    expect((await fetch(`${url}/graphql?query={__typename}`, { headers: { "x-graphql-yoga-csrf": "1" } })).status).toBe(
      200,
    );
    expect((await post(url, { headers: { "content-type": "application/json" } })).status).toBe(200);
  });

  test("get no CORS headers, unless their origin is allowed", async () => {
    const { url } = await serve();
    const headers = { "content-type": "application/json", origin: "https://evil.test" };
    expect((await post(url, { headers })).headers.get("access-control-allow-origin")).toBeNull();
    const allowing = await serve({ settings: { ALLOWED_ORIGINS: "https://friend.test" } });
    const from = async (origin: string) =>
      (await post(allowing.url, { headers: { ...headers, origin } })).headers.get("access-control-allow-origin");
    expect(await from("https://friend.test")).toBe("https://friend.test");
    expect(await from("https://evil.test")).not.toBe("https://evil.test");
  });

  test("cannot open a WebSocket; the own page, allowed ones and programs can", async () => {
    const { url } = await serve({ settings: { ALLOWED_ORIGINS: "https://friend.test" } });
    expect(await open(url, { origin: "https://evil.test" })).toBe("403");
    expect(await open(url, { origin: "null" })).toBe("403");
    expect(await open(url, { origin: url })).toBe("open");
    expect(await open(url, { origin: "https://friend.test" })).toBe("open");
    expect(await open(url, {})).toBe("open");
  });

  test("cannot come by a name of their own that points here (DNS rebinding)", async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    expect(await rawStatus(url, `evil.test:${port}`)).toBe("421");
    expect(await rawStatus(url, `localhost:${port}`, "/healthz")).toBe("200");
    expect(await rawStatus(url, `[::1]:${port}`, "/healthz")).toBe("200");
    expect(await open(url, { host: `evil.test:${port}`, origin: `http://evil.test:${port}` })).toBe("421");
  });

  test("reach a server behind a proxy by its public name alone, and open WebSockets from its page alone", async () => {
    const { url } = await serve({ settings: { AUTH_MODE: "proxy", PUBLIC_URL: "https://yard.test" } });
    const { port } = new URL(url);
    const page = { accept: "text/html" };
    expect((await fetch(`${url}/graphql`, { headers: page })).status).toBe(200);
    expect(await rawStatus(url, "yard.test", "/healthz")).toBe("200");
    expect(await rawStatus(url, "evil.test", "/healthz")).toBe("421");
    expect(await rawStatus(url, `10.0.0.7:${port}`, "/healthz")).toBe("421");
    expect(await open(url, { host: "yard.test", origin: "https://yard.test" })).toBe("open");
    expect(await open(url, { host: "yard.test", origin: "https://evil.test" })).toBe("403");
    expect(await open(url, { host: "evil.test", origin: "https://evil.test" })).toBe("421");
  });
});

describe("operations that are too much", () => {
  const deep = `{ stores { edges { node { ${"engine { id } ".repeat(1)} } } } }`;
  test.each([
    ["too deep", `{ ${"a { ".repeat(20)} b ${" }".repeat(20)} }`, /depth/i],
    ["too many aliases", `{ ${Array.from({ length: 20 }, (_, at) => `a${at}: __typename`).join(" ")} }`, /alias/i],
    ["too many directives", `{ __typename ${"@include(if: true) ".repeat(10)} }`, /directives/i],
    ["too many tokens", `{ ${"__typename ".repeat(2_000)} }`, /token/i],
  ])("%s: refused over HTTP and over WebSocket alike", async (_, query, message) => {
    const { url, ask } = await serve();
    expect((await ask(query)).errors?.map((error) => error.message).join("\n")).toMatch(message);
    const socket = subscribe(url, query.replace("{", "query {"));
    await until(() => socket.errors.length > 0);
    expect(JSON.stringify(socket.errors)).toMatch(message);
    expect((await ask(deep)).errors).toBeUndefined();
  });

  test("introspection as GraphiQL asks for it is not among them", async () => {
    const { ask } = await serve();
    const query = getIntrospectionQuery({
      inputValueDeprecation: true,
      specifiedByUrl: true,
      schemaDescription: true,
      oneOf: true,
    });
    expect((await ask(query)).errors).toBeUndefined();
  });

  test("a request that is too large, or doesn't say how large it is, is not read", async () => {
    const { url } = await serve();
    const headers = { "content-type": "application/json" };
    expect((await post(url, { headers, query: "x".repeat(300_000) })).status).toBe(413);
    const body = new Blob(["{}"]).stream();
    expect((await post(url, { headers, body, duplex: "half" } as RequestInit)).status).toBe(411);
  });

  test("a message of more than 64 KiB closes the socket", async () => {
    const { url } = await serve();
    const socket = subscribe(url, EVENTS_ADDED, { store: "x".repeat(70_000) });
    await until(() => socket.closeCode !== undefined);
    expect(socket.closeCode).toBe(1009);
  });

  test("one socket carries only so many subscriptions, and the server only so many sockets", async () => {
    const { url } = await serve({ settings: { MAX_SUBSCRIPTIONS_PER_SOCKET: "2", MAX_SOCKETS: "1" } });
    const list = subscribe(url, STORES_CHANGED);
    await list.until("Synced");
    const errors: Answer[] = [];
    for (let at = 0; at < 2; at += 1) {
      list.client.subscribe(
        { query: STORES_CHANGED },
        {
          next: ({ errors: failed }) => failed && errors.push(...failed),
          error: (error) => errors.push(...(error as Answer[])),
          complete() {},
        },
      );
    }
    await until(() => errors.length > 0);
    expect(errors).toMatchObject([{ extensions: { code: "TOO_MANY_SUBSCRIPTIONS", limit: 2 } }]);
    expect(await open(url, {})).toBe("503");
  });
});

describe("what the server says about itself", () => {
  test("healthz, readyz and metrics", async () => {
    const { url, cluster, platform } = await serve();
    cluster.addStore("demo");
    await until(() => platform.stores.size === 1);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain("shopyard_server_stores 1");
  });

  test("on a port of their own they are not on the API's, and a stopping server says so there to its end", async () => {
    const server = await serve({ settings: { HEALTH_PORT: "0" } });
    const { url, healthUrl } = server;
    expect(healthUrl).not.toBe(url);
    for (const path of ["/healthz", "/readyz", "/metrics"]) {
      expect((await fetch(`${healthUrl}${path}`)).status).toBe(200);
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    }
    expect((await post(healthUrl, { headers: { "content-type": "application/json" } })).status).toBe(404);
    // A request that goes on keeps the server from ending at once.
    const held = connect(Number(new URL(url).port), "127.0.0.1");
    held.write(
      "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    );
    await once(held, "connect");
    await until(async () => (await fetch(`${url}/graphql`, { headers: { accept: "text/html" } })).ok);
    const stopped = server.stop(60_000);
    const answer = await fetch(`${healthUrl}/readyz`);
    expect([answer.status, await answer.text()]).toEqual([503, "the server is stopping\n"]);
    held.destroy();
    await stopped;
    await expect(fetch(`${healthUrl}/healthz`)).rejects.toThrow();
  });

  test("is not ready while the quota hasn't been counted, and says so", async () => {
    const server = await serve();
    const count = { "count/stores.shopyard.dev": "5" };
    server.cluster.put("/api/v1/namespaces/shopyard-stores/resourcequotas", {
      metadata: { name: "q" },
      spec: { hard: count },
    } as never);
    const response = await until(async () => {
      const answer = await fetch(`${server.url}/readyz`);
      return answer.status === 503 && answer;
    });
    expect(await (response as Response).text()).toContain("count/stores.shopyard.dev has not been counted yet");
  });

  test("GraphiQL comes with its ready-made operations and without a CDN", async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/graphql`, { headers: { accept: "text/html" } });
    const html = await response.text();
    expect(html).toContain("storesChanged");
    expect(html).toContain('"subscriptionsProtocol":"WS"');
    expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
    expect(response.headers.get("content-security-policy")).toContain("connect-src 'self'");
  });
});

describe("the address that owns what it makes", () => {
  const request = (remoteAddress: string, forwarded?: string) =>
    ({ socket: { remoteAddress }, headers: { ...(forwarded && { "x-forwarded-for": forwarded }) } }) as never;

  test.each([
    ["no proxy trusted: the header is ignored", request("192.0.2.1", "198.51.100.7"), 0, "192.0.2.1"],
    ["one proxy: what it wrote", request("10.0.0.1", "6.6.6.6, 198.51.100.7"), 1, "198.51.100.7"],
    [
      "two proxies: what the outer one wrote",
      request("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2"),
      2,
      "198.51.100.7",
    ],
    ["more hops than there are: the first known", request("10.0.0.1", "198.51.100.7"), 5, "198.51.100.7"],
    ["IPv4 in IPv6 clothes", request("::ffff:192.0.2.1"), 0, "192.0.2.1"],
    ["IPv6 by its /64", request("2001:db8:1:2:aaaa::1"), 0, "2001:db8:1:2::/64"],
    ["IPv6 with the gap in front", request("2001:db8::1"), 0, "2001:db8:0:0::/64"],
    ["all of loopback is one", request("::1"), 0, "loopback"],
    ["all of loopback is one", request("127.0.0.2"), 0, "loopback"],
  ])("%s", (_, from, hops, expected) => {
    expect(clientAddress(from, hops)).toBe(expected);
  });
});
