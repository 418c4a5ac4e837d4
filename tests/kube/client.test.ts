import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isConflict, isGone, isTransient, KubeError } from "@shopyard/kube/error.ts";
import { NAMESPACES, PODS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { afterEach, describe, expect, test } from "vitest";
import { type Answer, clientOf, failed, json, scriptedServer } from "./support/scripted-server.ts";

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
async function serve(answer: Answer) {
  const server = await scriptedServer(answer);
  stops.push(server.stop);
  return server;
}
const errorOf = async (request: Promise<unknown>): Promise<KubeError> => {
  const error = await request.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(KubeError);
  return error as KubeError;
};

describe("paths", () => {
  test.each([
    [resourcePath(NAMESPACES), "/api/v1/namespaces"],
    [resourcePath(NAMESPACES, { name: "a" }), "/api/v1/namespaces/a"],
    [resourcePath(PODS, { namespace: "n", name: "p", subresource: "log" }), "/api/v1/namespaces/n/pods/p/log"],
    [resourcePath(STORES, { namespace: "n", name: "s" }), "/apis/shopyard.dev/v1alpha1/namespaces/n/stores/s"],
    [resourcePath(PODS, { namespace: "../x", name: "a/b" }), "/api/v1/namespaces/..%2Fx/pods/a%2Fb"],
  ])("%s", (path, expected) => {
    expect(path).toBe(expected);
  });
});

test("metadata alone is asked for in the form that leaves everything else at the API server", async () => {
  const accepted: (string | undefined)[] = [];
  const { client } = await serve((request, response) => {
    accepted.push(request.headers.accept);
    json(200, {})(request, response);
  });
  await client.get("/x");
  await client.get("/x", { metadataOnly: true });
  expect(accepted).toEqual([
    "application/json",
    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
  ]);
});

describe("what is not there", () => {
  test("is undefined when read and false when deleted", async () => {
    const { client } = await serve(failed(404, "NotFound", "no such thing"));
    expect(await client.get("/x")).toBeUndefined();
    expect(await client.delete("/x")).toBe(false);
  });

  test("is an error when it is listed, written or watched", async () => {
    const { client } = await serve(failed(404, "NotFound", "no such thing"));
    for (const request of [
      client.list("/x"),
      client.create("/x", {}),
      client.replace("/x", {}),
      client.patch("/x", {}),
    ]) {
      expect((await errorOf(request)).status).toBe(404);
    }
    const { signal } = new AbortController();
    expect((await errorOf(client.lines("/x", { signal })[Symbol.asyncIterator]().next())).status).toBe(404);
  });
});

describe("a refusal", () => {
  test.each<[string, Answer, Partial<KubeError>, { conflict?: true; gone?: true; transient?: true }]>([
    [
      "conflict",
      failed(409, "Conflict", "newer"),
      { status: 409, reason: "Conflict", message: "newer" },
      { conflict: true },
    ],
    ["exists", failed(409, "AlreadyExists", "there"), { status: 409, reason: "AlreadyExists" }, { conflict: true }],
    ["gone", failed(410, "Expired", "too old"), { status: 410, reason: "Expired" }, { gone: true }],
    [
      "forbidden",
      failed(403, "Forbidden", "no"),
      { status: 403, reason: "Forbidden", retryAfterSeconds: undefined },
      {},
    ],
    [
      "too many requests, by header",
      json(429, { message: "slow down", reason: "TooManyRequests" }, { "Retry-After": "7" }),
      { status: 429, retryAfterSeconds: 7 },
      { transient: true },
    ],
    [
      "too many requests, by details",
      failed(429, "TooManyRequests", "slow down", { retryAfterSeconds: 3 }),
      { status: 429, retryAfterSeconds: 3 },
      { transient: true },
    ],
    ["broken server", failed(500, "InternalError", "oh"), { status: 500, message: "oh" }, { transient: true }],
    [
      "plain text of a proxy",
      (_, response) => response.writeHead(503, { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" }).end("not yet"),
      { status: 503, message: "not yet", reason: "Service Unavailable", retryAfterSeconds: undefined },
      { transient: true },
    ],
    [
      "empty answer",
      (_, response) => response.writeHead(502).end(),
      { status: 502, message: "GET /x was answered 502" },
      { transient: true },
    ],
  ])("tells status, reason and message: %s", async (_, answer, expected, { conflict, gone, transient }) => {
    const { client } = await serve(answer);
    const error = await errorOf(client.list("/x"));
    for (const [key, value] of Object.entries(expected)) expect(error[key as keyof KubeError]).toEqual(value);
    expect([isConflict(error), isGone(error), isTransient(error)]).toEqual([!!conflict, !!gone, !!transient]);
  });
});

describe("a server that does not answer", () => {
  test("is unreachable, with the reason and without a status", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const error = await errorOf(clientOf(`http://127.0.0.1:${port}`).get("/x"));
    expect(error).toMatchObject({ status: 0, reason: "Unreachable" });
    expect(error.message).toBe(`the Kubernetes API at http://127.0.0.1:${port} did not answer: ECONNREFUSED`);
    expect(isTransient(error)).toBe(true);
  });

  test.each<[string, Answer]>([
    ["at all", () => undefined],
    ["to the end", (_, response) => response.writeHead(200).write('{"half":')],
  ])("is given up after the request's time when it does not answer %s", async (_, answer) => {
    const { client } = await serve(answer);
    const error = await errorOf(client.get("/x", { timeoutMs: 50 }));
    expect(error.status).toBe(0);
    expect(error.message).toMatch(/timeout|aborted/i);
  });

  test("is given up after the time for text too", async () => {
    const { client } = await serve(() => undefined);
    expect((await errorOf(client.text("/x", { timeoutMs: 50 }))).status).toBe(0);
  });

  test("is unreachable when it cuts the line", async () => {
    const { client } = await serve((_, response) => response.destroy());
    expect((await errorOf(client.get("/x"))).status).toBe(0);
  });

  test("is let go with the caller's own reason when the caller gives up", async () => {
    const { client } = await serve(() => undefined);
    const reason = new Error("the store is being deleted");
    const controller = new AbortController();
    const request = client.get("/x", { signal: controller.signal });
    controller.abort(reason);
    await expect(request).rejects.toBe(reason);
  });
});

describe("what is sent", () => {
  test("is JSON of the kind that each verb needs", async () => {
    const { client, requests } = await serve(json(200, { metadata: {} }));
    await client.create("/c", { a: 1 }, { query: { fieldManager: "m" } });
    await client.replace("/r", { a: 1 });
    await client.patch("/p", { a: null });
    await client.apply("/a", { a: 1 }, { fieldManager: "m" });
    await client.apply("/a", { a: 1 }, { fieldManager: "m", force: false });
    expect(
      requests.map(({ method, path, query, headers, body }) => [method, path, query, headers["content-type"], body]),
    ).toEqual([
      ["POST", "/c", { fieldManager: "m" }, "application/json", '{"a":1}'],
      ["PUT", "/r", {}, "application/json", '{"a":1}'],
      ["PATCH", "/p", {}, "application/merge-patch+json", '{"a":null}'],
      ["PATCH", "/a", { fieldManager: "m", force: "true" }, "application/apply-patch+yaml", '{"a":1}'],
      ["PATCH", "/a", { fieldManager: "m", force: "false" }, "application/apply-patch+yaml", '{"a":1}'],
    ]);
  });

  test("names the uid that may be deleted, so that a successor is refused", async () => {
    const { client, requests } = await serve(json(200, {}));
    expect(await client.delete("/x", { uid: "u-1", propagationPolicy: "Background" })).toBe(true);
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      preconditions: { uid: "u-1" },
      propagationPolicy: "Background",
    });
  });

  test("names the version that may be deleted, and refuses a uid that is empty", async () => {
    const { client, requests } = await serve(json(200, {}));
    await client.delete("/x", { uid: "u-1", resourceVersion: "7" });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ preconditions: { uid: "u-1", resourceVersion: "7" } });
    await expect(client.delete("/x", { uid: "" })).rejects.toThrow("uid is empty");
    expect(requests).toHaveLength(1);
  });

  test("carries the user's token in a header, and no address or message shows it", async () => {
    const server = await serve(failed(403, "Forbidden", "no"));
    const error = await errorOf(clientOf(server.url, { token: "t0ken-of-mine" }).get("/x"));
    expect(server.requests[0]?.headers.authorization).toBe("Bearer t0ken-of-mine");
    expect(JSON.stringify([error.message, error.stack])).not.toContain("t0ken-of-mine");
  });

  // A request right behind another may find the first connection not yet free.
  test("goes over connections that are kept, however many requests there are", async () => {
    const { client, connections } = await serve(json(200, {}));
    for (let request = 0; request < 50; request += 1) await client.get("/x");
    expect(connections()).toBeLessThanOrEqual(2);
  });
});

test("a list is read page by page to its end, with the version of the last page", async () => {
  const pages: Record<string, object> = {
    "": { metadata: { resourceVersion: "5", continue: "two" }, items: [1, 2] },
    two: { metadata: { resourceVersion: "5", continue: "three" }, items: [3] },
    three: { metadata: { resourceVersion: "5", continue: "" }, items: [4] },
  };
  const server = await serve(({ query }, response) =>
    json(200, pages[query.continue ?? ""] ?? {})({} as never, response),
  );
  const list = await server.client.list("/x", { query: { labelSelector: "a=b" } });
  expect(list.items).toEqual([1, 2, 3, 4]);
  expect(list.metadata.resourceVersion).toBe("5");
  expect(server.requests.every(({ query }) => query.labelSelector === "a=b" && query.limit === "500")).toBe(true);
});

test("lines come whole, however the network cuts them, also inside a character", async () => {
  const text = Buffer.from('{"a":"€🛒"}\n{"b":1}\n{"cut');
  const { client } = await serve((_, response) => {
    response.writeHead(200);
    for (const byte of text) response.write(Buffer.from([byte]));
    response.end();
  });
  const lines: string[] = [];
  for await (const line of client.lines("/x", { signal: new AbortController().signal })) lines.push(line);
  expect(lines).toEqual(['{"a":"€🛒"}', '{"b":1}']);
});

// Renewals of the Lease compute theirs; found by `npm run chaos`.
test("a time limit may be a fraction of milliseconds", async () => {
  const { client } = await serve(json(200, {}));
  expect(await client.replace("/x", {}, { timeoutMs: 4870.5 })).toEqual({});
});
