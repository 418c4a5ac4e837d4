import type { StoreStatus } from "@shopyard/crds/store.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { describe, expect, test } from "vitest";
import { STORES_PATH } from "./support/fake-cluster.ts";
import { idOf, serve, type TestServer } from "./support/running-server.ts";

const DELETE = `mutation Delete($input: DeleteStoreInput!) { deleteStore(input: $input) { __typename
  ... on DeleteStoreSuccess { store { id name phase deletionRequestedAt } } ... on DomainError { code message field hint }
  ... on InvalidInput { violations { field got allowed } } ... on ClusterUnavailable { retryAfterSeconds } } }`;
const RETRY = `mutation Retry($input: RetryStoreInput!) { retryStore(input: $input) { __typename
  ... on RetryStoreSuccess { store { id name } } ... on DomainError { code message hint } } }`;

const remove = async (server: TestServer, input: object) => (await server.ask(DELETE, { input })).data.deleteStore;
const retry = async (server: TestServer, id: string) => (await server.ask(RETRY, { input: { id } })).data.retryStore;

describe("deleteStore", () => {
  test("asks for deletion; asked again while it goes, it is a success too", async () => {
    const server = await serve();
    server.cluster.addStore("demo", { status: { phase: "Ready" } });
    const input = { id: await idOf(server, "demo"), confirmName: "demo" };
    for (const _ of [1, 2]) {
      const answer = await remove(server, input);
      expect(answer).toMatchObject({ __typename: "DeleteStoreSuccess", store: { name: "demo", phase: "DELETING" } });
      expect(answer.store.deletionRequestedAt).not.toBeNull();
    }
    expect(server.cluster.requests.filter((line) => line.startsWith("DELETE"))).toHaveLength(1);
  });

  test("refuses where the name isn't repeated, and deletes nothing", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const answer = await remove(server, { id: await idOf(server, "demo"), confirmName: "dem" });
    expect(answer).toMatchObject({ __typename: "InvalidInput", violations: [{ field: "confirmName", got: "dem" }] });
    expect(server.cluster.store("demo").metadata.deletionTimestamp).toBeUndefined();
  });

  test("never touches a new store of the same name", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    server.cluster.remove("demo");
    server.cluster.addStore("demo");
    expect(await remove(server, { id, confirmName: "demo" })).toMatchObject({ __typename: "StoreNotFound" });
    expect(server.cluster.store("demo").metadata.deletionTimestamp).toBeUndefined();
  });

  test.each(["nonsense", "", Buffer.from("Engine:medusa").toString("base64url")])(
    "of the id %j is StoreNotFound",
    async (id) => {
      const server = await serve();
      expect(await remove(server, { id, confirmName: "x" })).toMatchObject({ __typename: "StoreNotFound" });
    },
  );

  test("without the API server is ClusterUnavailable with the API server's own time to wait", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    server.cluster.fault = () => new KubeError("busy", 429, "TooManyRequests", { retryAfterSeconds: 7 });
    expect(await remove(server, { id, confirmName: "demo" })).toMatchObject({
      __typename: "ClusterUnavailable",
      retryAfterSeconds: 7,
    });
  });
});

describe("retryStore", () => {
  test.each([
    ["failed", { phase: "Failed" as const }],
    [
      "Ready after an upgrade that was taken back",
      {
        phase: "Ready" as const,
        rejected: { digest: "0", appVersion: "2.0.0", code: "CrashLoop", time: "2026-01-01T00:00:00Z" },
      },
    ],
    ["backing off", { phase: "Pending" as const, notBefore: new Date(Date.now() + 60_000).toISOString() }],
  ])("writes one new token to a store that is %s, however often it is asked", async (_, status) => {
    const server = await serve();
    server.cluster.addStore("demo", { status });
    const id = await idOf(server, "demo");
    expect(await retry(server, id)).toMatchObject({ __typename: "RetryStoreSuccess", store: { name: "demo" } });
    const token = server.cluster.store("demo").metadata.annotations?.["shopyard.dev/retry"];
    expect(token).toMatch(/^[0-9a-f-]{36}$/);
    await retry(server, id);
    expect(server.cluster.store("demo").metadata.annotations?.["shopyard.dev/retry"]).toBe(token);
    server.cluster.setStatus("demo", { lastHandledRetry: token as string });
    await retry(server, id);
    expect(server.cluster.store("demo").metadata.annotations?.["shopyard.dev/retry"]).not.toBe(token);
  });

  const rejected = { digest: "0", appVersion: "2.0.0", code: "CrashLoop", time: "2026-01-01T00:00:00Z" };
  test.each([
    ["Ready", {}],
    ["Provisioning", {}],
    ["Suspended", {}],
    ["Upgrading, on its way back", { phase: "Upgrading", rejected }],
  ] as const)("of a store that is %s is NotRetryable with a hint", async (phase, status) => {
    const server = await serve();
    server.cluster.addStore("demo", { status: { phase, notBefore: "2020-01-01T00:00:00Z", ...status } as StoreStatus });
    expect(await retry(server, await idOf(server, "demo"))).toMatchObject({
      __typename: "NotRetryable",
      hint: expect.stringContaining("has failed, is degraded, is backing off or was rolled back"),
    });
    expect(server.cluster.store("demo").metadata.annotations).toBeUndefined();
  });

  test("of a store that is replaced between looking and writing is StoreNotFound, and the new one stays as it is", async () => {
    const server = await serve();
    server.cluster.addStore("demo", { status: { phase: "Failed" } });
    const id = await idOf(server, "demo");
    server.cluster.fault = (method) => {
      if (method !== "PATCH") return undefined;
      server.cluster.remove("demo");
      server.cluster.addStore("demo", { status: { phase: "Failed" } });
      return undefined;
    };
    expect(await retry(server, id)).toMatchObject({ __typename: "StoreNotFound" });
    expect(server.cluster.store("demo").metadata.annotations).toBeUndefined();
  });

  test("of a store that is being deleted is StoreDeleting", async () => {
    const server = await serve();
    server.cluster.addStore("demo", { status: { phase: "Failed" } });
    const id = await idOf(server, "demo");
    await server.cluster.client().delete(`${STORES_PATH}/demo`);
    expect(await retry(server, id)).toMatchObject({ __typename: "StoreDeleting" });
  });
});
