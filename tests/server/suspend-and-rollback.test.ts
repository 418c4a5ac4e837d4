import type { ReleaseRecord, StoreStatus } from "@shopyard/crds/store.ts";
import { describe, expect, test } from "vitest";
import { idOf, serve, type TestServer } from "./support/running-server.ts";

const SUSPEND = "mutation ($input: SuspendStoreInput!) { change: suspendStore(input: $input) { __typename } }";
const RESUME = `mutation ($input: ResumeStoreInput!) { change: resumeStore(input: $input) { __typename
  ... on DomainError { code } } }`;
const ROLLBACK = `mutation ($input: RollbackStoreInput!) { change: rollbackStore(input: $input) { __typename
  ... on DomainError { code message field hint } ... on NoSuchRevision { known }
  ... on InvalidInput { violations { field got allowed } } } }`;
const change = async (server: TestServer, mutation: string, input: object) =>
  (await server.ask(mutation, { input })).data.change;
const patches = (server: TestServer) => server.cluster.requests.filter((line) => line.startsWith("PATCH"));

const release = (revision: number, fields: Partial<ReleaseRecord>): ReleaseRecord => ({
  name: "demo",
  revision,
  chart: "woocommerce",
  chartVersion: "0.1.0",
  appVersion: "1.0.0",
  digest: "0".repeat(40),
  size: "small",
  ...fields,
});

describe("suspendStore and resumeStore", () => {
  test("say in the spec whether it is to be asleep, once", async () => {
    const server = await serve();
    server.cluster.addStore("demo", { spec: { displayName: "Shop" }, status: { phase: "Ready" } });
    const id = await idOf(server, "demo");
    for (const _ of [1, 2]) {
      expect(await change(server, SUSPEND, { id })).toEqual({ __typename: "SuspendStoreSuccess" });
      expect(server.cluster.store("demo").spec).toMatchObject({ suspended: true, displayName: "Shop" });
    }
    expect(patches(server)).toHaveLength(1);
    expect(await change(server, RESUME, { id })).toEqual({ __typename: "ResumeStoreSuccess" });
    expect(server.cluster.store("demo").spec.suspended).toBe(false);
  });

  test("of no store is StoreNotFound", async () => {
    const server = await serve();
    expect(await change(server, RESUME, { id: "nonsense" })).toMatchObject({ __typename: "StoreNotFound" });
  });

  test("tell apart what is asked for and what is so", async () => {
    const server = await serve();
    server.cluster.addStore("demo", { spec: { suspended: true }, status: { phase: "Upgrading" } });
    await idOf(server, "demo");
    const asleep = async () => (await server.ask('{ store(name: "demo") { suspended asleep } }')).data.store;
    expect(await asleep()).toEqual({ suspended: true, asleep: false });
    server.cluster.setStatus("demo", { phase: "Suspended" });
    await expect.poll(asleep).toEqual({ suspended: true, asleep: true });
  });
});

describe("rollbackStore", () => {
  const status: StoreStatus = {
    phase: "Ready",
    stable: release(4, { appVersion: "2.0.0" }),
    history: [release(3, { appVersion: "1.0.0" }), release(2, { appVersion: "0.9.0" })],
  };

  test("writes the entry's version and size, and leaves the rest", async () => {
    const server = await serve();
    const spec = { engineVersion: "2.0.0", size: "large", displayName: "Shop" } as const;
    server.cluster.addStore("demo", { spec, status });
    const id = await idOf(server, "demo");
    expect(await change(server, ROLLBACK, { id, revision: 3 })).toEqual({ __typename: "RollbackStoreSuccess" });
    expect(server.cluster.store("demo").spec).toEqual({
      engine: "woocommerce",
      engineVersion: "1.0.0",
      size: "small",
      displayName: "Shop",
    });
  });

  test("takes the release that was Ready last too: after an upgrade that was taken back", async () => {
    const server = await serve();
    server.cluster.addStore("demo", { spec: { engineVersion: "3.0.0" }, status });
    const id = await idOf(server, "demo");
    expect(await change(server, ROLLBACK, { id, revision: 4 })).toMatchObject({
      __typename: "RollbackStoreSuccess",
    });
    expect(server.cluster.store("demo").spec.engineVersion).toBe("2.0.0");
    await change(server, ROLLBACK, { id, revision: 4 });
    expect(patches(server)).toHaveLength(1);
  });

  test.each([
    [status, 7, [4, 3, 2]],
    [{ phase: "Ready" } as const, 1, []],
  ])("to a revision that is not kept is NoSuchRevision with those that are", async (given, revision, known) => {
    const server = await serve();
    server.cluster.addStore("demo", { status: given });
    const id = await idOf(server, "demo");
    expect(await change(server, ROLLBACK, { id, revision })).toMatchObject({
      __typename: "NoSuchRevision",
      field: ["revision"],
      known,
    });
    expect(patches(server)).toEqual([]);
  });

  test("to a version that is no longer offered is InvalidInput, and writes nothing", async () => {
    const server = await serve();
    server.cluster.addStore("demo", { status });
    const id = await idOf(server, "demo");
    expect(await change(server, ROLLBACK, { id, revision: 2 })).toMatchObject({
      __typename: "InvalidInput",
      violations: [{ field: "engineVersion", got: "0.9.0", allowed: "one of 1.0.0, 2.0.0" }],
    });
    expect(patches(server)).toEqual([]);
  });
});
