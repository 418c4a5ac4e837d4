import { spawn } from "node:child_process";
import { createClient as createSseClient } from "graphql-sse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { createGraphqlClient, type GraphqlClient } from "../../dev/demo/graphql-client.ts";
import { type TimelineEvent, WATCH_EVENTS } from "../../dev/demo/operations.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

const CAP = 4;
let platform: TestPlatform;
let client: GraphqlClient;
beforeAll(async () => {
  platform = await startTestPlatform({ maxStores: CAP });
  client = createGraphqlClient(platform.server.url);
});
afterAll(async () => {
  await client?.close();
  await platform?.stop();
});

interface Created {
  __typename: string;
  code?: string;
  kind?: string;
  created?: boolean;
  store?: { id: string; name: string; phase: string };
  differences?: { field: string; requested: string; actual: string }[];
  violations?: { field: string; got: string; allowed: string }[];
}
const create = async (input: Record<string, unknown>): Promise<Created> =>
  (
    await client.request<{ createStore: Created }>(
      /* GraphQL */ `
        mutation ($input: CreateStoreInput!) {
          createStore(input: $input) {
            __typename
            ... on CreateStoreSuccess { created store { id name phase } differences { field requested actual } }
            ... on DomainError { code }
            ... on InvalidInput { violations { field got allowed } }
            ... on LimitReached { kind }
          }
        }
      `,
      { input },
    )
  ).createStore;
const remove = (id: string, confirmName: string) =>
  client.request<{ deleteStore: { __typename: string } }>(
    /* GraphQL */ `mutation ($input: DeleteStoreInput!) { deleteStore(input: $input) { __typename } }`,
    { input: { id, confirmName } },
  );

describe("createStore", () => {
  it("is idempotent for the same name and engine, and says what differs", async () => {
    const first = await create({ name: "twice", engine: "woocommerce", displayName: "One" });
    const second = await create({ name: "twice", engine: "woocommerce", displayName: "Two" });
    expect(first).toMatchObject({ __typename: "CreateStoreSuccess", created: true });
    expect(second).toMatchObject({ created: false, store: { id: first.store?.id } });
    expect(second.differences).toEqual([{ field: "displayName", requested: "Two", actual: "One" }]);
  });

  it("makes one store of ten requests at once", async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => create({ name: "raced", engine: "medusa" })));
    expect(new Set(all.map(({ store }) => store?.id)).size).toBe(1);
    expect(all.filter(({ created }) => created)).toHaveLength(1);
  });

  it("refuses another engine, a foreign name and bad input with types of their own, before anything is written", async () => {
    expect((await create({ name: "twice", engine: "medusa" })).__typename).toBe("EngineConflict");
    await platform.apply("kubectls", { engine: "no-such-engine" });
    await waitUntil(
      async () => (await create({ name: "kubectls", engine: "woocommerce" })).__typename === "NameTaken",
      {
        what: "the name to be taken",
        timeoutMs: 30_000,
      },
    );
    const bad = await create({ name: "Bad_Name", engine: "prestashop", host: "nodots" });
    expect(bad.__typename).toBe("InvalidInput");
    expect(bad.violations?.map(({ field }) => field)).toEqual(expect.arrayContaining(["name", "host"]));
    expect(await platform.store("Bad_Name").catch(() => undefined)).toBeUndefined();
    await platform.remove("kubectls");
    await platform.untilGone("kubectls");
  });

  it("never lets more stores be than the global cap, however many ask at once", async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) => create({ name: `crowd-${index}`, engine: "woocommerce" })),
    );
    const made = all.filter(({ __typename }) => __typename === "CreateStoreSuccess");
    const refused = all.filter(({ __typename }) => __typename === "LimitReached");
    expect(made.length).toBe(CAP - 2);
    expect(refused.length).toBe(8 - made.length);
    expect(refused.every(({ kind }) => kind === "GLOBAL_STORES")).toBe(true);
    for (const { store } of made) {
      await remove(store?.id ?? "", store?.name ?? "");
      await platform.untilGone(store?.name ?? "");
    }
  });

  it("is answered StoreDeleting while the store of that name goes away", async () => {
    await platform.until("raced", "Ready", isPhase("Ready"));
    const { store } = await create({ name: "raced", engine: "medusa" });
    await remove(store?.id ?? "", "raced");
    expect((await create({ name: "raced", engine: "medusa" })).__typename).toBe("StoreDeleting");
    await platform.untilGone("raced");
  });
});

/** Follows a store's timeline to its end: entries in order of first appearance, newest state of each. */
async function follow(frames: AsyncIterable<{ storeEventAdded: { __typename: string; events?: TimelineEvent[] } }>) {
  const entries = new Map<string, TimelineEvent>();
  for await (const { storeEventAdded } of frames) {
    if (storeEventAdded.__typename === "StoreLeft") break;
    for (const event of storeEventAdded.events ?? []) entries.set(event.id, event);
  }
  return [...entries.values()].map(({ phase, reason }) => [phase, reason]);
}

describe("a store's whole life", () => {
  it("looks the same over WebSocket, over SSE, and as phases to kubectl", async () => {
    const { store } = await create({ name: "watched", engine: "woocommerce" });
    const id = store?.id ?? "";
    const { kubeconfig, bin } = platform.cluster;
    const kubectl = spawn(bin.kubectl, [
      ...["--kubeconfig", kubeconfig, "--namespace", platform.storesNamespace],
      ...["get", "shop", "watched", "--watch", "--no-headers", "-o", "custom-columns=PHASE:.status.phase"],
    ]);
    let printed = "";
    kubectl.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    const sse = createSseClient({ url: `${platform.server.url}/graphql` });
    const overSse = follow(
      (async function* () {
        for await (const { data } of sse.iterate({ query: WATCH_EVENTS, variables: { store: id } })) {
          yield data as { storeEventAdded: { __typename: string; events?: TimelineEvent[] } };
        }
      })(),
    );
    const overWs = follow(client.subscribe(WATCH_EVENTS, { store: id }));
    await platform.until("watched", "Ready", isPhase("Ready"));
    await remove(id, "watched");
    const [ws, sseEntries] = await Promise.all([overWs, overSse]);
    await waitUntil(async () => printed.includes("Deleting"), {
      what: "kubectl to show the deletion",
      timeoutMs: 30_000,
    });
    kubectl.kill();
    sse.dispose();
    expect(ws).toEqual(sseEntries);
    expect(ws.map(([, reason]) => reason)).toEqual([
      ...["Queued", "NamespaceEnsured", "PoliciesEnsured", "CredentialsEnsured", "ReleaseInstall", "WorkloadsRollout"],
      ...["SaleSkipped", "StoreReady", "ReleaseUninstall", "NamespaceDelete"],
    ]);
    const phases = printed
      .split("\n")
      .map((line) => line.trim().toUpperCase())
      .filter((line) => line !== "" && line !== "<NONE>");
    const seen = phases.filter((phase, index) => phase !== phases[index - 1]);
    let at = 0;
    for (const [phase] of ws) if (phase === seen[at]) at += 1;
    expect(at, `${seen} is a subsequence of ${ws.map(([phase]) => phase)}`).toBe(seen.length);
    await platform.untilGone("watched");
  });

  it("goes on for a reader who comes back with its cursor after the server was restarted", async () => {
    const { store } = await create({ name: "resumed", engine: "woocommerce" });
    const id = store?.id ?? "";
    let cursor = "";
    const before = new Set<string>();
    const query = WATCH_EVENTS.replace("$store: ID!", "$store: ID!, $after: String")
      .replace("store: $store)", "store: $store, after: $after)")
      .replace("__typename", "__typename ... on Frame { cursor }");
    for await (const { storeEventAdded: frame } of client.subscribe<{
      storeEventAdded: { __typename: string; cursor: string; events?: TimelineEvent[] };
    }>(query, { store: id })) {
      cursor = frame.cursor;
      for (const event of frame.events ?? []) before.add(`${event.id}:${event.seq}`);
      if (frame.events?.some(({ reason }) => reason === "NamespaceEnsured")) break;
    }
    await client.close();
    await platform.restart("server");
    await platform.until("resumed", "Ready", isPhase("Ready"));
    client = createGraphqlClient(platform.server.url);
    const types: string[] = [];
    const after: string[] = [];
    for await (const { storeEventAdded: frame } of client.subscribe<{
      storeEventAdded: { __typename: string; events?: TimelineEvent[] };
    }>(query, { store: id, after: cursor })) {
      types.push(frame.__typename);
      for (const event of frame.events ?? []) after.push(`${event.id}:${event.seq}`);
      if (frame.__typename === "Synced") break;
    }
    expect(types).not.toContain("ResumeGap");
    expect(after.filter((entry) => before.has(entry))).toEqual([]);
    const whole =
      (await platform.store("resumed"))?.status?.events?.map(({ id: entry, seq }) => `${entry}:${seq}`) ?? [];
    expect(new Set([...before, ...after])).toEqual(new Set([...before, ...whole]));
  });
});

describe("reads", () => {
  it("find a store by node id and by name, page and filter the list, and count capacity", async () => {
    const { store } = await create({ name: "found", engine: "medusa" });
    await platform.until("found", "Ready", isPhase("Ready"));
    const id = store?.id ?? "";
    await waitUntil(
      async () =>
        (await client.request<{ store: { phase: string } }>('{ store(name: "found") { phase } }')).store.phase ===
        "READY",
      { what: "the server to see it", timeoutMs: 30_000 },
    );
    const answer = await client.request<Record<string, unknown>>(
      /* GraphQL */ `
        query ($id: ID!) {
          node(id: $id) { __typename ... on Store { name engine { name } simulated release { chart } credentials { name } } }
          store(name: "found") { id phase components { name ready } conditions { type status } }
          stores(first: 1, filter: { search: "fou", phase: [READY], engine: ["medusa"] }) { totalCount edges { node { name } } pageInfo { hasNextPage } }
          storeEvents(store: $id, first: 2) { edges { node { reason } } pageInfo { hasNextPage } }
          lastError(store: $id) { code }
          engines { name sizes { name cpu } }
          capacity { used limit maxConcurrentProvisions }
          storeName(name: "found") { available reason }
        }
      `,
      { id },
    );
    expect(answer).toMatchObject({
      node: {
        __typename: "Store",
        name: "found",
        engine: { name: "medusa" },
        simulated: true,
        credentials: { name: "found-credentials" },
      },
      store: { id, phase: "READY" },
      stores: { totalCount: 1, edges: [{ node: { name: "found" } }], pageInfo: { hasNextPage: false } },
      storeEvents: {
        edges: [{ node: { reason: "Queued" } }, { node: { reason: "NamespaceEnsured" } }],
        pageInfo: { hasNextPage: true },
      },
      lastError: null,
      engines: [{ name: "woocommerce" }, { name: "medusa" }],
      capacity: { limit: CAP, maxConcurrentProvisions: 2 },
      storeName: { available: false, reason: "TAKEN" },
    });
  });
});
