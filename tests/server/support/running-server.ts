import { onTestFinished } from "vitest";
import { type RunningServer, type ServerDependencies, startServer } from "../../../server/app.ts";
import { type Config, readConfig } from "../../../server/config.ts";
import type { Answer } from "./answer.ts";
import { FakeCluster } from "./fake-cluster.ts";

export const OWNER_KEY = "a key for tests only";

const testConfig = (settings: Record<string, string> = {}): Config =>
  readConfig({ OWNER_KEY, PORT: "0", LOG_LEVEL: "silent", ...settings });

export interface TestServer extends RunningServer {
  cluster: FakeCluster;
  /** Runs an operation over HTTP. */
  ask<T = Answer>(query: string, variables?: object): Promise<{ data: T; errors?: GraphQLAnswerError[] }>;
}

interface GraphQLAnswerError {
  message: string;
  extensions?: Record<string, unknown>;
}

/** A server on a free port over a fake cluster; both end with the test. */
export async function serve({
  cluster = new FakeCluster(),
  settings = {},
  deps = {},
  ready = true,
}: {
  cluster?: FakeCluster;
  settings?: Record<string, string>;
  deps?: Partial<ServerDependencies>;
  ready?: boolean;
} = {}): Promise<TestServer> {
  const server = await startServer(testConfig(settings), {
    client: cluster.client(),
    ...deps,
  });
  onTestFinished(() => server.stop(500));
  if (ready) await server.ready(5_000);
  return { ...server, cluster, ask: (query, variables) => ask(server.url, query, variables) };
}

/** The id of a store, once the server knows it. */
export async function idOf(server: TestServer, name: string): Promise<string> {
  await until(() => server.platform.stores.byName(name));
  return (await server.ask("query ($name: String!) { store(name: $name) { id } }", { name })).data.store.id;
}

export async function ask(url: string, query: string, variables?: object): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Polls until `check` gives something truthy. */
export async function until<T>(check: () => T | Promise<T>, timeoutMs = 30_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
