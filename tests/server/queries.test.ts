import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SortedIndex } from "../../server/kube/sorted-index.ts";
import type { Answer } from "./support/answer.ts";
import { FakeCluster } from "./support/fake-cluster.ts";
import { serve, until } from "./support/running-server.ts";
import { entries } from "./support/timeline.ts";

const PAGE = `query Page($first: Int, $after: String, $filter: StoreFilter, $orderBy: StoreOrder) {
  stores(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount edges { cursor node { name phase } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

async function withStores() {
  const cluster = new FakeCluster();
  cluster.addStore("delta", { status: { phase: "Ready" }, spec: { displayName: "Fine Wines" } });
  cluster.addStore("alpha", { status: { phase: "Failed" }, spec: { engine: "medusa" } });
  cluster.addStore("charlie", { status: { phase: "Ready" }, spec: { host: "buy.example.com" } });
  cluster.addStore("bravo");
  const server = await serve({ cluster });
  const page = async (variables: object) => (await server.ask(PAGE, variables)).data.stores;
  const names = async (variables: object) => (await page(variables)).edges.map((edge: Answer) => edge.node.name);
  return { ...server, page, names };
}

describe("stores", () => {
  test.each([
    [{ field: "NAME" }, ["alpha", "bravo", "charlie", "delta"]],
    [{ field: "NAME", direction: "DESC" }, ["delta", "charlie", "bravo", "alpha"]],
    [{ field: "CREATED_AT" }, ["delta", "alpha", "charlie", "bravo"]],
    [{ field: "PHASE" }, ["bravo", "charlie", "delta", "alpha"]],
  ])("in the order %j", async (orderBy, expected) => {
    const cluster = new FakeCluster();
    const status = { delta: "Ready", alpha: "Failed", charlie: "Ready", bravo: "Pending" } as const;
    for (const [at, [name, phase]] of Object.entries(status).entries()) {
      const store = cluster.addStore(name, { status: { phase } });
      cluster.remove(name);
      cluster.put(`/apis/shopyard.dev/v1alpha1/namespaces/shopyard-stores/stores`, {
        ...store,
        metadata: { ...store.metadata, creationTimestamp: `2026-01-01T00:00:0${at}Z` },
      });
    }
    const server = await serve({ cluster });
    const { data } = await server.ask(PAGE, { orderBy });
    expect(data.stores.edges.map((edge: Answer) => edge.node.name)).toEqual(expected);
  });

  test.each([
    [{ phase: ["READY"] }, ["charlie", "delta"]],
    [{ phase: ["READY", "PENDING"] }, ["bravo", "charlie", "delta"]],
    [{ engine: ["medusa"] }, ["alpha"]],
    [{ search: "WINE" }, ["delta"]],
    [{ search: "example.com" }, ["charlie"]],
    [{ search: "alpha.shops.test" }, ["alpha"]],
    [{ phase: ["READY"], search: "l" }, ["charlie", "delta"]],
    [{ phase: [] }, []],
  ])("by the filter %j", async (filter, expected) => {
    const { names } = await withStores();
    expect(await names({ filter })).toEqual(expected);
  });

  test("page by page, whatever comes and goes between them", async () => {
    const { page, cluster, platform } = await withStores();
    const first = await page({ first: 2 });
    expect(first.edges.map((edge: Answer) => edge.node.name)).toEqual(["alpha", "bravo"]);
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    cluster.remove("bravo");
    cluster.addStore("aaron");
    await until(() => platform.stores.byName("aaron"));
    const second = await page({ first: 2, after: first.pageInfo.endCursor });
    expect(second.edges.map((edge: Answer) => edge.node.name)).toEqual(["charlie", "delta"]);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  test.each([
    [{ first: 501 }, "first: got 501; allowed: a number from 0 to 500"],
    [{ first: -1 }, "first: got -1; allowed: a number from 0 to 500"],
    [{ after: "nonsense" }, 'after: got "nonsense"; allowed: a cursor of this list, in this order'],
  ])("refuses %j, saying what is allowed", async (variables, message) => {
    const { ask } = await withStores();
    expect((await ask(PAGE, variables)).errors).toMatchObject([{ message, extensions: { code: "BAD_USER_INPUT" } }]);
  });

  test("refuses a cursor of another order", async () => {
    const { ask, page } = await withStores();
    const { pageInfo } = await page({ first: 1 });
    const { errors } = await ask(PAGE, { after: pageInfo.endCursor, orderBy: { field: "PHASE" } });
    expect(errors?.[0]?.message).toContain("in this order");
  });
});

describe("reads", () => {
  test("come from the cache: no request to the API server", async () => {
    const { ask, cluster } = await withStores();
    cluster.requests.length = 0;
    await ask(
      '{ stores { totalCount } store(name: "alpha") { name } capacity { used } engines { name } storeName(name: "x") { available } }',
    );
    expect(cluster.requests).toEqual([]);
  });

  test("node finds a store and an engine by id, and nothing where there is nothing", async () => {
    const { ask } = await withStores();
    const { data } = await ask('{ store(name: "alpha") { id engine { id } } }');
    const { data: found } = await ask(
      "query ($a: ID!, $b: ID!) { a: node(id: $a) { __typename id } b: node(id: $b) { __typename id } }",
      {
        a: data.store.id,
        b: data.store.engine.id,
      },
    );
    expect(found).toEqual({
      a: { __typename: "Store", id: data.store.id },
      b: { __typename: "Engine", id: data.store.engine.id },
    });
    const gone = Buffer.from("Store:0000:gone").toString("base64url");
    expect((await ask("query ($id: ID!) { node(id: $id) { id } }", { id: gone })).data).toEqual({ node: null });
  });

  test("a store nobody has looked at yet is PENDING and has its place in the queue", async () => {
    const { ask, cluster, platform } = await withStores();
    cluster.addStore("echo");
    await until(() => platform.stores.byName("echo"));
    const { data } = await ask(
      '{ bravo: store(name: "bravo") { phase queuePosition } delta: store(name: "delta") { queuePosition } capacity { queued } }',
    );
    expect(data).toEqual({
      bravo: { phase: "PENDING", queuePosition: 1 },
      delta: { queuePosition: null },
      capacity: { queued: 2 },
    });
  });

  test("an engine that a store names and the platform lacks is there, and not available", async () => {
    const { ask, cluster, platform } = await withStores();
    cluster.addStore("old", { spec: { engine: "magento" } });
    await until(() => platform.stores.byName("old"));
    const { data } = await ask('{ store(name: "old") { engine { name title available versions } } engines { name } }');
    expect(data.store.engine).toEqual({ name: "magento", title: "magento", available: false, versions: [] });
    expect(data.engines.map(({ name }: Answer) => name)).toEqual(["woocommerce", "medusa"]);
  });

  test("storeName says what is free, taken, being deleted and not a name", async () => {
    const { ask, cluster, platform } = await withStores();
    await cluster.client().delete(`${platform.stores.path}/bravo`);
    await until(() => platform.stores.byName("bravo")?.metadata.deletionTimestamp);
    const { data } =
      await ask(`{ free: storeName(name: "new") { available reason url namespace } taken: storeName(name: "alpha") { available reason }
      deleting: storeName(name: "bravo") { reason } invalid: storeName(name: "-x") { reason message } }`);
    expect(data).toMatchObject({
      free: { available: true, reason: null, url: "http://new.shops.test", namespace: "shop-new" },
      taken: { available: false, reason: "TAKEN" },
      deleting: { reason: "DELETING" },
      invalid: { reason: "INVALID", message: expect.stringContaining("lower-case letters") },
    });
  });

  test("events come oldest first, page by page", async () => {
    const { ask, cluster, platform } = await withStores();
    cluster.setStatus("alpha", { ...entries([3, 4, 5]), eventsDroppedThrough: 2 });
    await until(() => platform.stores.byName("alpha")?.status?.events);
    const query = `query ($after: String) { store(name: "alpha") { events(first: 2, after: $after) {
      droppedThrough edges { node { seq } } pageInfo { hasNextPage endCursor } } } }`;
    const first = (await ask(query)).data.store.events;
    expect(first).toMatchObject({ droppedThrough: 2, pageInfo: { hasNextPage: true } });
    const second = (await ask(query, { after: first.pageInfo.endCursor })).data.store.events;
    expect([...first.edges, ...second.edges].map((edge: Answer) => edge.node.seq)).toEqual([3, 4, 5]);
  });

  test("a store's last error carries the catalogue's title", async () => {
    const { ask, cluster, platform } = await withStores();
    cluster.setStatus("alpha", {
      lastError: {
        code: "CrashLoop",
        step: "Workloads",
        message: "m",
        hint: "h",
        retryable: true,
        time: "2026-01-01T00:00:00Z",
        evidence: { exitCode: 3 },
      },
    });
    await until(() => platform.stores.byName("alpha")?.status?.lastError);
    const { data } = await ask(
      '{ store(name: "alpha") { id lastError { code title step evidence { exitCode logs } } } }',
    );
    expect(data.store.lastError).toEqual({
      code: "CrashLoop",
      title: "A container keeps crashing",
      step: "WORKLOADS",
      evidence: { exitCode: 3, logs: [] },
    });
    const { data: byId } = await ask(
      "query ($store: ID!) { lastError(store: $store) { code } storeEvents(store: $store) { edges { node { id } } } }",
      { store: data.store.id },
    );
    expect(byId).toEqual({ lastError: { code: "CrashLoop" }, storeEvents: { edges: [] } });
  });

  test("before an operator has published a catalog, platform says so and the rest works", async () => {
    const { ask } = await serve({ cluster: new FakeCluster({ catalog: null }) });
    expect((await ask("{ platform { baseDomain } }")).errors).toMatchObject([
      { extensions: { code: "CATALOG_UNAVAILABLE" } },
    ]);
    expect((await ask("{ engines { name } stores { totalCount } }")).data).toEqual({
      engines: [],
      stores: { totalCount: 0 },
    });
  });
});

test("a sorted index walks like a sorted array, whatever was put and removed", () => {
  const key = fc.integer({ min: 0, max: 30 }).map(String);
  const steps = fc.array(fc.tuple(fc.boolean(), key));
  fc.assert(
    fc.property(steps, key, (changes, after) => {
      const index = new SortedIndex<string>((value) => value);
      const model = new Set<string>();
      for (const [put, value] of changes) {
        if (put) index.put(value);
        else index.remove(value);
        if (put) model.add(value);
        else model.delete(value);
      }
      const sorted = [...model].sort();
      expect(index.all()).toEqual(sorted);
      expect([...index.walk("ASC", after)]).toEqual(sorted.filter((value) => value > after));
      expect([...index.walk("DESC", after)]).toEqual(sorted.filter((value) => value < after).reverse());
      expect([...index.walk("DESC")]).toEqual(sorted.toReversed());
    }),
  );
});
