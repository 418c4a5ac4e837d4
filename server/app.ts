/** Wires a server together and starts it: caches, feed, GraphQL, HTTP, WebSocket. */
import { createServer, type ServerResponse } from "node:http";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { sleep } from "@shopyard/kube/sleep.ts";
import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";
import { notReadyBecause } from "./http/health.ts";
import { createHealthRoutes } from "./http/health-routes.ts";
import { type HealthServer, startHealthServer } from "./http/health-server.ts";
import { listen } from "./http/listen.ts";
import { createMetrics } from "./http/metrics.ts";
import { createRouter } from "./http/router.ts";
import { createStaticFiles } from "./http/static-files.ts";
import { createSocketServer } from "./http/websocket.ts";
import { CatalogCache } from "./kube/catalog-cache.ts";
import { QuotaCache } from "./kube/quota-cache.ts";
import { RecentCreates } from "./kube/recent-creates.ts";
import { StoresCache } from "./kube/stores-cache.ts";
import { FreshnessFeed } from "./live/freshness.ts";
import { StoreFeed, type StoreFeedOptions } from "./live/store-feed.ts";
import { WHILE_SOMEBODY_WAITS } from "./services/cluster-trouble.ts";
import { createTurns } from "./services/in-turn.ts";
import { createSlots } from "./services/limits.ts";
import type { Platform } from "./services/platform.ts";
import { createGraphql, type Graphql } from "./yoga.ts";

export interface ServerDependencies {
  client: KubeClient;
  log?: Logger;
  now?: () => number;
  /** CPU, memory, event loop in /metrics. Default false: one process has them once. */
  processMetrics?: boolean;
  /** Sizes of the live part, for tests. */
  feed?: Pick<StoreFeedOptions, "logCapacity" | "tombstoneMs" | "slowAfterMs">;
}

export interface RunningServer {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  /** Where it answers about health and metrics. */
  readonly healthUrl: string;
  /** The GraphQL server, for `fetch` without a network. */
  readonly graphql: Graphql;
  readonly platform: Platform;
  readonly feed: StoreFeed;
  /** Resolves once /readyz would say yes. */
  ready(timeoutMs?: number): Promise<void>;
  /** Drains: no new connections, WebSockets closed with 1012, requests under way finish within `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

const GRACE_MS = 5_000;

export async function startServer(config: Config, deps: ServerDependencies): Promise<RunningServer> {
  const log = deps.log ?? pino({ level: config.logLevel });
  const { client } = deps;
  const stores = new StoresCache({ client, namespace: config.storesNamespace, log });
  const catalog = new CatalogCache({ client, namespace: config.systemNamespace, log });
  const quota = new QuotaCache({ client, namespace: config.storesNamespace, log });
  const now = deps.now ?? Date.now;
  const slots = createSlots({
    client,
    stores,
    creates: new RecentCreates({ client, namespace: config.storesNamespace, request: WHILE_SOMEBODY_WAITS }),
    ownStoresLimit: config.ownStoresLimit,
    createsPerMinute: config.createsPerMinute,
    now,
  });
  const platform: Platform = { config, client, stores, catalog, quota, slots, inTurn: createTurns(), log, now };

  const metrics = createMetrics(
    {
      sockets: () => sockets.size,
      readers: () => feed.readers,
      stores: () => stores.size,
      lastContact: () => stores.lastContact,
    },
    { processMetrics: deps.processMetrics ?? false },
  );
  const feed: StoreFeed = new StoreFeed({ cache: stores, client, metrics: metrics.live, now, ...deps.feed });
  const freshness = new FreshnessFeed(stores, now);
  const graphql = createGraphql({ platform, feed, freshness, metrics });
  const sockets = createSocketServer(graphql, config, log);
  const files = config.clientDir === undefined ? undefined : createStaticFiles(config.clientDir);
  let draining = false;
  const notReady = () => (draining ? ["the server is stopping"] : notReadyBecause({ stores, catalog, quota }));

  const streams = new Set<ServerResponse>();
  const health = createHealthRoutes({ notReady, metrics: metrics.registry });
  const apart = config.healthPort !== undefined;
  const route = createRouter({ config, graphql, health: apart ? undefined : health, files });
  const server = createServer((request, response) => {
    if (draining) response.shouldKeepAlive = false;
    // A connection whose last request was under way when the drain began is idle only now.
    response.once("close", () => draining && setImmediate(() => server.closeIdleConnections()));
    if (request.headers.accept?.includes("text/event-stream")) {
      streams.add(response);
      response.once("close", () => streams.delete(response));
    }
    route(request, response);
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    sockets.upgrade(request, socket, head);
  });

  const url = await listen(server, config.host, config.port, "PORT");
  let healthServer: HealthServer | undefined;
  if (config.healthPort !== undefined) {
    try {
      healthServer = await startHealthServer(health, config.host, config.healthPort);
    } catch (error) {
      server.close();
      throw error;
    }
  }
  for (const cache of [stores, catalog, quota]) cache.start();
  freshness.start();

  let stopping: Promise<void> | undefined;
  async function stop(graceMs: number): Promise<void> {
    draining = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    sockets.drain();
    // Cut rather than completed: a client takes a completed stream for the end of what it asked for.
    for (const response of streams) response.destroy();
    server.closeIdleConnections();
    const over = new AbortController();
    await Promise.race([closed, sleep(graceMs, over.signal)]);
    over.abort();
    sockets.terminate();
    feed.close();
    freshness.stop();
    server.closeAllConnections();
    await Promise.all([closed, stores.stop(), catalog.stop(), quota.stop()]);
    // Last: until then it says that this server is stopping.
    await healthServer?.stop();
  }

  return {
    url,
    healthUrl: healthServer?.url ?? url,
    graphql,
    platform,
    feed,
    async ready(timeoutMs = 90_000) {
      const deadline = AbortSignal.timeout(timeoutMs);
      while (notReady().length > 0) {
        if (deadline.aborted) throw new Error(`the server is not ready: ${notReady().join("; ")}`);
        await sleep(25, deadline);
      }
    },
    stop: (graceMs = GRACE_MS) => {
      stopping ??= stop(graceMs);
      return stopping;
    },
  };
}
