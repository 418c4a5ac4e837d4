import { KubeError } from "@shopyard/kube/error.ts";
import { describe, expect, test } from "vitest";
import { FakeCluster, STORES_PATH } from "./support/fake-cluster.ts";
import { idOf, serve, type TestServer } from "./support/running-server.ts";

const UPDATE = `mutation Update($input: UpdateStoreInput!) { updateStore(input: $input) { __typename
  ... on UpdateStoreSuccess { changed store { displayName size requestedVersion } }
  ... on DomainError { code message field hint } ... on InvalidInput { violations { field got allowed } }
  ... on ClusterUnavailable { retryAfterSeconds } } }`;
const update = async (server: TestServer, input: object) => (await server.ask(UPDATE, { input })).data.updateStore;
const patches = (server: TestServer) => server.cluster.requests.filter((line) => line.startsWith("PATCH"));

describe("updateStore", () => {
  test("writes what is otherwise and nothing else, and the next query sees it", async () => {
    const server = await serve();
    const spec = { displayName: "Shop", engineVersion: "1.0.0", adminEmail: "a@b.test", suspended: true };
    server.cluster.addStore("demo", { spec, status: { phase: "Ready" } });
    const id = await idOf(server, "demo");
    expect(await update(server, { id, displayName: "Shop", engineVersion: "2.0.0", size: "SMALL" })).toEqual({
      __typename: "UpdateStoreSuccess",
      changed: ["engineVersion"],
      store: { displayName: "Shop", size: "SMALL", requestedVersion: "2.0.0" },
    });
    const { data } = await server.ask('{ store(name: "demo") { requestedVersion } }');
    expect(data.store.requestedVersion).toBe("2.0.0");
    expect(server.cluster.store("demo").spec).toEqual({
      ...spec,
      engine: "woocommerce",
      size: "small",
      engineVersion: "2.0.0",
    });
  });

  test("leaves what is left out or null, and takes an empty text as back to the default", async () => {
    const server = await serve();
    server.cluster.addStore("demo", { spec: { displayName: "Shop", engineVersion: "1.0.0" } });
    const id = await idOf(server, "demo");
    expect(await update(server, { id, displayName: "", engineVersion: null })).toMatchObject({
      changed: ["displayName"],
      store: { displayName: "demo" },
    });
    expect(server.cluster.store("demo").spec).toEqual({
      engine: "woocommerce",
      size: "small",
      engineVersion: "1.0.0",
    });
  });

  test("that asks for what is so already writes nothing", async () => {
    const server = await serve();
    server.cluster.addStore("demo", { status: { phase: "Ready", engineVersion: "1.0.0" } });
    const id = await idOf(server, "demo");
    expect(await update(server, { id, size: "SMALL", engineVersion: "1.0.0" })).toMatchObject({ changed: [] });
    expect(patches(server)).toEqual([]);
  });

  test.each([
    [{ engineVersion: "9.9.9" }, "engineVersion", "one of 1.0.0, 2.0.0"],
    [{ size: "LARGE" }, "size", "one of small"],
    [{ engineVersion: "-" }, "engineVersion", "a version of at most 48 characters, e.g. 2.21.2"],
    [{ displayName: "a\u0007b" }, "displayName", "at most 80 characters, no control characters"],
  ])("with what a store cannot be (%j) says what it can, and writes nothing", async (input, field, allowed) => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    expect(await update(server, { id, ...input })).toMatchObject({
      __typename: "InvalidInput",
      violations: [{ field, allowed }],
    });
    expect(patches(server)).toEqual([]);
  });

  test("of a name needs no catalog; of a version it does", async () => {
    const server = await serve({ cluster: new FakeCluster({ catalog: null }) });
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    expect(await update(server, { id, displayName: "New" })).toMatchObject({ changed: ["displayName"] });
    expect(await update(server, { id, engineVersion: "2.0.0" })).toMatchObject({
      __typename: "ClusterUnavailable",
      hint: expect.stringContaining("operator"),
    });
  });

  test("keeps what somebody else writes at the same time, and tries again after a conflict", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    let conflicts = 2;
    server.cluster.fault = (method) => {
      if (method !== "PATCH" || conflicts-- <= 0) return undefined;
      server.cluster.putSpec("demo", { suspended: true });
      return new KubeError("the object has been modified", 409, "Conflict");
    };
    expect(await update(server, { id, displayName: "New" })).toMatchObject({ changed: ["displayName"] });
    expect(server.cluster.store("demo").spec).toMatchObject({ displayName: "New", suspended: true });
    expect(patches(server)).toHaveLength(3);
  });

  test("gives up on conflicts without end as ClusterUnavailable", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    server.cluster.fault = (method) => (method === "PATCH" ? new KubeError("busy", 409, "Conflict") : undefined);
    expect(await update(server, { id, displayName: "New" })).toMatchObject({ __typename: "ClusterUnavailable" });
  });

  test("never touches a new store of the same name", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    server.cluster.fault = (method) => {
      if (method !== "PATCH") return undefined;
      server.cluster.remove("demo");
      server.cluster.addStore("demo");
      return undefined;
    };
    expect(await update(server, { id, displayName: "New" })).toMatchObject({ __typename: "StoreNotFound" });
    expect(server.cluster.store("demo").spec.displayName).toBeUndefined();
  });

  test("of a store that is being deleted is StoreDeleting", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    await server.cluster.client().delete(`${STORES_PATH}/demo`);
    expect(await update(server, { id, displayName: "New" })).toMatchObject({ __typename: "StoreDeleting" });
    expect(patches(server)).toEqual([]);
  });

  test("without the API server is ClusterUnavailable", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    server.cluster.fault = () => new KubeError("connect ECONNREFUSED 10.0.0.1:6443", 0, "Unreachable");
    expect(await update(server, { id, displayName: "New" })).toMatchObject({
      __typename: "ClusterUnavailable",
      retryAfterSeconds: 5,
    });
  });
});
