/** What one address may own and create, asked of three servers in the same moment: of the API server, not of a fake. */
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { LEASES, resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, startServer } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { operate } from "../support/ask.ts";
import { startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

const OWN = 5;
const RATE = 4;
const CREATE = /* GraphQL */ `
  mutation ($input: CreateStoreInput!) {
    createStore(input: $input) {
      __typename
      ... on CreateStoreSuccess { created }
      ... on LimitReached { kind limit used retryAfterSeconds }
      ... on DomainError { code message }
    }
  }
`;

interface Answer {
  __typename: string;
  created?: boolean;
  kind?: string;
  limit?: number;
  used?: number;
  retryAfterSeconds?: number | null;
}

let platform: TestPlatform;
const running: RunningServer[] = [];
beforeAll(async () => {
  platform = await startTestPlatform();
  // Nothing is to be built: what counts is Stores.
  await platform.operator.stop();
});
afterAll(async () => {
  await Promise.all(running.map((server) => server.stop(500)));
  await platform?.stop();
});

/** Three replicas, each with a connection and a cache of its own, and the rights of the server's account. */
async function replicas(settings: Record<string, string>): Promise<RunningServer[]> {
  const { storesNamespace, systemNamespace, namespacePrefix, kubeconfigs } = platform;
  const config = readConfig({
    ...{ STORES_NAMESPACE: storesNamespace, SYSTEM_NAMESPACE: systemNamespace, NAMESPACE_PREFIX: namespacePrefix },
    ...{ PORT: "0", LOG_LEVEL: "silent", OWNER_KEY: "a key for this test only", TRUST_PROXY_HOPS: "1" },
    ...{ OWN_STORES_LIMIT: "1000", CREATES_PER_MINUTE: "1000" },
    ...settings,
  });
  return Promise.all(
    [1, 2, 3].map(async () => {
      const server = await startServer(config, {
        client: createKubeClient(loadKubeConfig({ file: kubeconfigs.server })),
      });
      running.push(server);
      await server.ready();
      return server;
    }),
  );
}

async function create({ url }: RunningServer, address: string, name: string): Promise<Answer> {
  const variables = { input: { name, engine: "medusa" } };
  const headers = { "x-forwarded-for": address };
  return (await operate<{ createStore: Answer }>(url, CREATE, variables, { headers })).createStore;
}

/** So many creates of one address, all at once, in turn over the replicas. */
const crowd = (servers: RunningServer[], address: string, prefix: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, at) =>
      create(servers[at % servers.length] as RunningServer, address, `${prefix}-${at}`),
    ),
  );
const made = (answers: Answer[]) => answers.filter(({ created }) => created).length;
const refusals = (answers: Answer[]) => answers.filter(({ __typename }) => __typename === "LimitReached");

describe("the caps of one address, with three replicas", () => {
  it("it owns as many stores as it may, no more and no fewer, and another address has its own", async () => {
    const servers = await replicas({ OWN_STORES_LIMIT: String(OWN) });
    const [mine, yours] = await Promise.all([
      crowd(servers, "192.0.2.1", "mine", 12),
      crowd(servers, "192.0.2.2", "yours", 3),
    ]);
    expect(made(mine)).toBe(OWN);
    expect(refusals(mine)).toHaveLength(12 - OWN);
    for (const refusal of refusals(mine)) expect(refusal).toMatchObject({ kind: "OWN_STORES", limit: OWN, used: OWN });
    expect(made(yours)).toBe(3);
  });

  it("it creates as many a minute as it may, and is told when to try again", async () => {
    const servers = await replicas({ CREATES_PER_MINUTE: String(RATE) });
    const answers = await crowd(servers, "192.0.2.3", "often", 12);
    expect(made(answers)).toBe(RATE);
    for (const refusal of refusals(answers)) {
      expect(refusal).toMatchObject({ kind: "CREATE_RATE", limit: RATE, used: RATE });
      expect(refusal.retryAfterSeconds).toBeGreaterThan(0);
      expect(refusal.retryAfterSeconds).toBeLessThanOrEqual(60);
    }
  });

  it("one name asked of all at once is one store", async () => {
    const servers = await replicas({ CREATES_PER_MINUTE: "1" });
    const answers = await Promise.all(servers.map((server) => create(server, "192.0.2.4", "same")));
    expect(answers.map(({ created }) => created).toSorted()).toEqual([false, false, true]);
  });

  it("what they tell each other has hashes of addresses in it, and no address", async () => {
    const path = resourcePath(LEASES, { namespace: platform.storesNamespace });
    const { items } = await platform.admin.list<KubeObject>(path);
    expect(items.length).toBeGreaterThan(0);
    for (const { metadata } of items) {
      expect(metadata.name).toMatch(/^creates-[0-9a-f]{2}$/);
      expect(metadata.annotations?.["shopyard.dev/creates"]).toMatch(/^\{"[0-9a-f]{32}":/);
    }
    expect(JSON.stringify(items)).not.toContain("192.0.2");
  });
});
