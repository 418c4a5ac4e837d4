import { KubeError } from "@shopyard/kube/error.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { describe, expect, test } from "vitest";
import { ownerOf } from "../../server/services/owner.ts";
import type { Answer } from "./support/answer.ts";
import { FakeCluster, STORES_PATH } from "./support/fake-cluster.ts";
import { OWNER_KEY, serve } from "./support/running-server.ts";

const CREATE = `mutation Create($input: CreateStoreInput!) { createStore(input: $input) { __typename
  ... on CreateStoreSuccess { created store { id name phase size engine { name available } } differences { field requested actual } }
  ... on DomainError { code message field hint }
  ... on InvalidInput { violations { field got allowed } }
  ... on EngineConflict { actualEngine }
  ... on LimitReached { kind limit used retryAfterSeconds }
  ... on ClusterUnavailable { retryAfterSeconds } } }`;
const ME = ownerOf("loopback", OWNER_KEY);

/** A fault of what creates Stores, and of nothing else. */
const ofStorePosts =
  (fault: () => KubeError | undefined): FakeCluster["fault"] =>
  (method, path) =>
    method === "POST" && path === STORES_PATH ? fault() : undefined;

async function start(options: Parameters<typeof serve>[0] = {}) {
  const server = await serve(options);
  const create = async (input: object): Promise<Answer> => {
    const { data, errors } = await server.ask(CREATE, { input });
    return errors ? { errors } : data.createStore;
  };
  return { ...server, create };
}

describe("createStore", () => {
  test("writes a Store with the owner's hash, and the next query sees it", async () => {
    const { create, cluster, ask } = await start();
    expect(await create({ name: "demo", engine: "medusa", displayName: "My shop" })).toMatchObject({
      __typename: "CreateStoreSuccess",
      created: true,
      differences: [],
      store: { name: "demo", phase: "PENDING", size: "SMALL", engine: { name: "medusa", available: true } },
    });
    expect(cluster.store("demo").metadata.labels).toEqual({ "shopyard.dev/owner": ME });
    expect(ME).toMatch(/^[0-9a-f]{32}$/);
    expect(cluster.store("demo").spec).toEqual({ engine: "medusa", displayName: "My shop", size: "small" });
    expect((await ask('{ store(name: "demo") { name } }')).data.store).toEqual({ name: "demo" });
  });

  test("asked again gives the same store and what of the input differs", async () => {
    const { create } = await start();
    const first = await create({ name: "demo", engine: "medusa", host: "a.test" });
    const second = await create({
      name: "demo",
      engine: "medusa",
      host: "b.test",
      displayName: "Other",
      size: "SMALL",
    });
    expect(second.created).toBe(false);
    expect(second.store.id).toBe(first.store.id);
    expect(second.differences).toEqual([
      { field: "displayName", requested: "Other", actual: null },
      { field: "host", requested: "b.test", actual: "a.test" },
    ]);
  });

  test("two at once make one store: one created it, the other found it", async () => {
    const { create, cluster } = await start();
    const answers = await Promise.all([1, 2].map(() => create({ name: "demo", engine: "medusa" })));
    expect(answers.map(({ created }) => created).sort()).toEqual([false, true]);
    expect(new Set(answers.map(({ store }) => store.id)).size).toBe(1);
    expect(cluster.stores).toHaveLength(1);
  });

  test("two replicas at once for the last place of the quota: the loser of the race for the name is not told that it is full", async () => {
    const cluster = new FakeCluster({ quota: 1 });
    const replicas = await Promise.all([start({ cluster }), start({ cluster })]);
    const answers = await Promise.all(replicas.map(({ create }) => create({ name: "demo", engine: "medusa" })));
    expect(answers.map(({ created }) => created).sort()).toEqual([false, true]);
    expect(cluster.requests.filter((line) => line === `POST ${STORES_PATH}`)).toHaveLength(2);
  });

  test("with another engine is EngineConflict", async () => {
    const { create } = await start();
    await create({ name: "demo", engine: "medusa" });
    expect(await create({ name: "demo", engine: "woocommerce" })).toMatchObject({
      __typename: "EngineConflict",
      code: "EngineConflict",
      actualEngine: "medusa",
    });
  });

  test.each([
    ["somebody else's", "0123456789abcdef0123456789abcdef"],
    ["kubectl's", undefined],
  ])("under a name of %s store is NameTaken without details", async (_, owner) => {
    const { create, cluster } = await start();
    cluster.addStore("demo", { spec: { engine: "medusa", displayName: "Private" }, ...(owner && { owner }) });
    const answer = await create({ name: "demo", engine: "woocommerce" });
    expect(answer).toEqual({
      __typename: "NameTaken",
      code: "NameTaken",
      message: 'The name "demo" is taken.',
      field: ["name"],
      hint: "Choose another name.",
    });
  });

  test("under a name that is being deleted is StoreDeleting", async () => {
    const { create, cluster } = await start();
    await create({ name: "demo", engine: "medusa" });
    await cluster.client().delete(`${STORES_PATH}/demo`);
    expect(await create({ name: "demo", engine: "medusa" })).toMatchObject({ __typename: "StoreDeleting" });
  });

  test("lists every field that is wrong before anything is written", async () => {
    const { create, cluster } = await start();
    cluster.requests.length = 0;
    const answer = await create({ name: "No_Good", engine: "medusa", host: "nodots", adminEmail: "nobody" });
    expect(answer).toMatchObject({ __typename: "InvalidInput", field: ["name"] });
    expect(answer.violations.map(({ field, got }: Answer) => [field, got])).toEqual([
      ["name", "No_Good"],
      ["host", "nodots"],
      ["adminEmail", "nobody"],
    ]);
    expect(cluster.requests).toEqual([]);
  });

  test.each([
    [{ engine: "magento" }, "engine", "one of woocommerce, medusa"],
    [{ engine: "medusa", engineVersion: "9.9.9" }, "engineVersion", "one of 1.0.0, 2.0.0"],
    [{ engine: "medusa", size: "LARGE" }, "size", "one of small"],
  ])("with what the platform doesn't offer (%j) says what it does", async (input, field, allowed) => {
    const { create, cluster } = await start();
    const answer = await create({ name: "demo", ...input });
    expect(answer.violations).toMatchObject([{ field, allowed }]);
    expect(cluster.stores).toEqual([]);
  });

  test("with a host that another store asks for is refused at once, by whichever of the two ways it came to it", async () => {
    const { create, cluster } = await start();
    await create({ name: "first", engine: "medusa", host: "shop.test" });
    const same = await create({ name: "second", engine: "medusa", host: "shop.test" });
    expect(same.violations).toEqual([{ field: "host", got: "shop.test", allowed: "a host that no other store has" }]);
    await create({ name: "third", engine: "medusa" });
    const derived = await create({ name: "fourth", engine: "medusa", host: "third.shops.test" });
    expect(derived.violations).toMatchObject([{ field: "host", got: "third.shops.test" }]);
    expect(cluster.stores.map(({ metadata }) => metadata.name)).toEqual(["first", "third"]);
  });

  test("before any operator has published a catalog is ClusterUnavailable, saying so", async () => {
    const { create } = await start({ cluster: new FakeCluster({ catalog: null }) });
    expect(await create({ name: "demo", engine: "medusa" })).toMatchObject({
      __typename: "ClusterUnavailable",
      hint: expect.stringContaining("operator"),
    });
  });

  test("at the cap of the cluster is LimitReached GLOBAL_STORES", async () => {
    const cluster = new FakeCluster();
    cluster.addStore("other");
    cluster.setQuota(1);
    const { create } = await start({ cluster });
    expect(await create({ name: "demo", engine: "medusa" })).toMatchObject({
      __typename: "LimitReached",
      kind: "GLOBAL_STORES",
      limit: 1,
      used: 1,
    });
  });

  test("waits out a quota that isn't counted yet and conflicts between writers", async () => {
    const { create, cluster } = await start();
    const troubles = [
      new KubeError('stores "demo" is forbidden: status unknown for quota: stores', 403, "Forbidden"),
      new KubeError("Operation cannot be fulfilled on resourcequotas", 409, "Conflict"),
    ];
    cluster.fault = ofStorePosts(() => troubles.shift());
    expect(await create({ name: "demo", engine: "medusa" })).toMatchObject({ created: true });
    expect(troubles).toEqual([]);
  });

  test("does not write twice when the answer to the write was lost", async () => {
    const { create, cluster } = await start();
    let lost = false;
    cluster.fault = ofStorePosts(() => {
      if (lost) return undefined;
      lost = true;
      cluster.addStore("demo", { owner: ME, spec: { engine: "medusa" } });
      return new KubeError("connection reset", 0, "Unreachable");
    });
    expect(await create({ name: "demo", engine: "medusa" })).toMatchObject({ __typename: "CreateStoreSuccess" });
    expect(cluster.stores).toHaveLength(1);
  });

  test("without the API server is ClusterUnavailable with when to try again, and reads go on", async () => {
    const { create, cluster, ask } = await start();
    await create({ name: "demo", engine: "medusa" });
    cluster.fault = () => new KubeError("connect ECONNREFUSED 10.0.0.1:6443", 0, "Unreachable");
    cluster.cutWatches(new KubeError("cut", 0, "Unreachable"));
    const answer = await create({ name: "demo2", engine: "medusa" });
    expect(answer).toMatchObject({ __typename: "ClusterUnavailable", retryAfterSeconds: 5 });
    expect(JSON.stringify(answer)).not.toContain("10.0.0.1");
    expect((await ask("{ stores { totalCount } }")).data.stores.totalCount).toBe(1);
  });

  test("masks what nobody expected", async () => {
    const { create, cluster } = await start();
    cluster.fault = (method) =>
      method === "POST" ? new KubeError("serviceaccount x cannot create stores", 403, "Forbidden") : undefined;
    const { errors } = await create({ name: "demo", engine: "medusa" });
    expect(errors).toMatchObject([{ message: "Unexpected error.", extensions: { code: "INTERNAL_SERVER_ERROR" } }]);
    expect(JSON.stringify(errors)).not.toContain("serviceaccount");
  });
});

describe("the caps of one address", () => {
  test("refuse more stores than one may own, counting those under way", async () => {
    const { create, cluster } = await start({ settings: { OWN_STORES_LIMIT: "3" } });
    const answers = await Promise.all([1, 2, 3, 4, 5].map((at) => create({ name: `demo-${at}`, engine: "medusa" })));
    expect(answers.filter(({ created }) => created)).toHaveLength(3);
    expect(answers.find(({ __typename }) => __typename === "LimitReached")).toMatchObject({
      kind: "OWN_STORES",
      limit: 3,
      used: 3,
      retryAfterSeconds: null,
    });
    expect(cluster.stores).toHaveLength(3);
  });

  test("do not refuse what exists already", async () => {
    const { create } = await start({ settings: { OWN_STORES_LIMIT: "1" } });
    await create({ name: "demo", engine: "medusa" });
    expect(await create({ name: "demo", engine: "medusa" })).toMatchObject({ created: false });
  });

  test("refuse more creates a minute than allowed, also of stores that are gone again, and say when to try", async () => {
    const { create, cluster } = await start({ settings: { CREATES_PER_MINUTE: "2" } });
    await create({ name: "demo-1", engine: "medusa" });
    cluster.remove("demo-1");
    await create({ name: "demo-2", engine: "medusa" });
    const refused = await create({ name: "demo-3", engine: "medusa" });
    expect(refused).toMatchObject({ kind: "CREATE_RATE", limit: 2, used: 2 });
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  test("count creates that another replica made, by the stores' creation time", async () => {
    const cluster = new FakeCluster();
    cluster.addStore("elsewhere", { owner: ME });
    const { create } = await start({ cluster, settings: { CREATES_PER_MINUTE: "1" } });
    expect(await create({ name: "demo", engine: "medusa" })).toMatchObject({ kind: "CREATE_RATE", used: 1 });
  });

  test("forget a minute later", async () => {
    let now = Date.now();
    const { create } = await start({ settings: { CREATES_PER_MINUTE: "1" }, deps: { now: () => now } });
    await create({ name: "demo-1", engine: "medusa" });
    expect(await create({ name: "demo-2", engine: "medusa" })).toMatchObject({ kind: "CREATE_RATE" });
    now += 61_000;
    expect(await create({ name: "demo-2", engine: "medusa" })).toMatchObject({ created: true });
  });
});

describe("the caps of one address over replicas", () => {
  const LEASES_PATH = "/apis/coordination.k8s.io/v1/namespaces/shopyard-stores/leases";
  /** Two servers that have seen nothing of each other's stores yet. */
  async function two(settings: Record<string, string>, deps: Parameters<typeof serve>[0] = {}) {
    const cluster = new FakeCluster();
    const [left, right] = [await start({ cluster, settings, ...deps }), await start({ cluster, settings, ...deps })];
    cluster.freezeWatches(true);
    return { cluster, left, right };
  }
  const input = (name: string) => ({ name, engine: "medusa" });
  const record = (cluster: FakeCluster) => {
    const [lease] = cluster.collections.get(LEASES_PATH)?.values() ?? [];
    return JSON.parse(lease?.metadata.annotations?.["shopyard.dev/creates"] ?? "{}") as Record<string, unknown[]>;
  };

  test("hold although no replica sees what the other makes", async () => {
    const { cluster, left, right } = await two({ OWN_STORES_LIMIT: "3" });
    const answers = await Promise.all(
      [left, right].flatMap(({ create }, side) => [1, 2, 3, 4].map((at) => create(input(`demo-${side}-${at}`)))),
    );
    expect(answers.filter(({ created }) => created)).toHaveLength(3);
    const refused = answers.filter(({ __typename }) => __typename === "LimitReached");
    expect(refused).toHaveLength(5);
    for (const answer of refused) expect(answer).toMatchObject({ kind: "OWN_STORES", limit: 3, used: 3 });
    expect(cluster.stores).toHaveLength(3);
  });

  test("count the creates of a minute together", async () => {
    const { left, right } = await two({ CREATES_PER_MINUTE: "2" });
    await left.create(input("demo-1"));
    await right.create(input("demo-2"));
    for (const { create } of [left, right]) {
      expect(await create(input("demo-3"))).toMatchObject({ kind: "CREATE_RATE", limit: 2, used: 2 });
    }
  });

  test("one name asked of both at once is one store, and one of those that may be made", async () => {
    const { cluster, left, right } = await two({ CREATES_PER_MINUTE: "1", OWN_STORES_LIMIT: "1" });
    const answers = await Promise.all([left.create(input("demo")), right.create(input("demo"))]);
    expect(answers.map(({ created }) => created).toSorted()).toEqual([false, true]);
    expect(record(cluster)[ME]).toHaveLength(1);
  });

  test("let somebody make a store again whose own is gone, before anybody's watch says so", async () => {
    let now = Date.now();
    const { cluster, left, right } = await two({ OWN_STORES_LIMIT: "1" }, { deps: { now: () => now } });
    await left.create(input("demo-1"));
    now += 31_000;
    expect(await right.create(input("demo-2"))).toMatchObject({ kind: "OWN_STORES", used: 1 });
    cluster.remove("demo-1");
    expect(await right.create(input("demo-2"))).toMatchObject({ created: true });
  });

  test("take no place for what was refused, and keep it for what may have been written", async () => {
    const { cluster, create } = await start({ settings: { OWN_STORES_LIMIT: "1" } });
    const refusal = new KubeError("spec.engine: Invalid value", 422, "Invalid");
    cluster.fault = ofStorePosts(() => refusal);
    expect(await create(input("demo-1"))).toMatchObject({ __typename: "InvalidInput" });
    expect(record(cluster)).toEqual({});
    const silence = new KubeError("socket hang up", 0, "Unreachable");
    cluster.fault = ofStorePosts(() => silence);
    expect(await create(input("demo-2"))).toMatchObject({ __typename: "ClusterUnavailable" });
    expect(record(cluster)[ME]).toHaveLength(1);
    cluster.fault = undefined;
    expect(await create(input("demo-3"))).toMatchObject({ kind: "OWN_STORES" });
    expect(await create(input("demo-2"))).toMatchObject({ created: true });
  });

  test("take one place where the answer to taking it was lost", async () => {
    const { cluster, create } = await start({ settings: { CREATES_PER_MINUTE: "2" } });
    await create(input("demo-1"));
    let lost = false;
    cluster.loss = (method) => {
      if (method !== "PUT" || lost) return undefined;
      lost = true;
      return new KubeError("socket hang up", 0, "Unreachable");
    };
    expect(await create(input("demo-2"))).toMatchObject({ created: true });
    expect(record(cluster)[ME]).toHaveLength(2);
    expect(lost).toBe(true);
  });

  test("survive a record that somebody has spoilt, and forget what is old", async () => {
    let now = Date.now();
    const { cluster, create } = await start({ deps: { now: () => now } });
    await create(input("demo-1"));
    const [lease] = [...(cluster.collections.get(LEASES_PATH)?.values() ?? [])];
    const spoil = (creates: string) =>
      cluster.put(LEASES_PATH, {
        ...lease,
        metadata: { ...lease?.metadata, annotations: { "shopyard.dev/creates": creates } },
      } as KubeObject);
    for (const [at, creates] of ["{", "null", "[1]", `{"${ME}":[["x"],1,null],"somebody":7}`].entries()) {
      spoil(creates);
      expect(await create(input(`spoilt-${at}`))).toMatchObject({ created: true });
    }
    now += 121_000;
    await create(input("demo-2"));
    expect(record(cluster)).toEqual({ [ME]: [["demo-2", expect.closeTo(now, -1)]] });
  });

  test("without the right to keep count nothing is made, and nobody is told of rights", async () => {
    const { cluster, create } = await start();
    const forbidden = new KubeError("serviceaccount x cannot get leases", 403, "Forbidden");
    cluster.fault = (_, path) => (path.startsWith(LEASES_PATH) ? forbidden : undefined);
    const { errors } = await create(input("demo"));
    expect(errors).toMatchObject([{ message: "Unexpected error." }]);
    expect(cluster.stores).toEqual([]);
  });
});
