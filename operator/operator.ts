import { LEASE_NAME } from "@shopyard/crds/constants.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { requireReachable } from "@shopyard/kube/client.ts";
import { sleep } from "@shopyard/kube/sleep.ts";
import type { Logger } from "pino";
import { readCharts } from "./charts.ts";
import type { Config } from "./config.ts";
import { findYard, makeYard, publishCatalog } from "./effects/platform-objects.ts";
import { builtInEngines, type Engines, offeredEngines } from "./engines/registry.ts";
import { serveHttp } from "./http.ts";
import { LeaderElection } from "./leader/election.ts";
import { warnWithoutFence } from "./leader/fence.ts";
import { readIdentity } from "./leader/identity.ts";
import { createMetrics } from "./metrics.ts";
import type { Platform } from "./platform.ts";
import { Reconciler } from "./reconcile/reconciler.ts";
import type { WatchTimes } from "./watch/caches.ts";

export interface OperatorOptions {
  config: Config;
  client: KubeClient;
  log: Logger;
  /** Default: the engines of this repository. */
  engines?: Engines;
  watchTimes?: WatchTimes;
  /** Breaks the start off: it rejects, and nothing is left, the Lease given back. */
  signal?: AbortSignal;
}

/**
 * Starts everything; resolves once the operator's caches are full and it stands by to lead, or leads already. `stop`
 * ends all of it, helm runs included, and gives the Lease back.
 */
export async function startOperator({ config, client, log, watchTimes, signal, ...options }: OperatorOptions) {
  const engines = offeredEngines(options.engines ?? builtInEngines, config.ENGINES);
  const metrics = createMetrics({ processMetrics: true });
  const namespace = config.SYSTEM_NAMESPACE;
  let reconciler: Reconciler | undefined;
  let election: LeaderElection | undefined;
  const http = await serveHttp({
    host: config.HOST,
    port: config.PORT,
    metrics,
    notReady: () => {
      if (!reconciler?.synced) return "the caches are not filled yet";
      return reconciler.connected ? undefined : "the Kubernetes API cannot be watched";
    },
  });
  const stop = async () => {
    await election?.stop();
    await reconciler?.stop();
    await http.stop();
  };
  const platform = Promise.withResolvers<Platform>();
  const watched = Promise.withResolvers<Reconciler>();
  for (const { promise } of [platform, watched]) promise.catch(() => undefined);
  try {
    await requireReachable(client);
    const folders = [...engines.values()].flatMap(({ versions }) => versions.map(({ chart }) => chart));
    const chartDigests = await readCharts(config.CHARTS_DIR, folders);
    const identity = await readIdentity(client);
    await warnWithoutFence(client, namespace, identity, log);
    election = new LeaderElection({
      client,
      namespace,
      identity,
      log,
      name: LEASE_NAME,
      seconds: config.LEASE_SECONDS,
      async onLeading() {
        metrics.leading.set(1);
        await makeYard(client, namespace);
        await publishCatalog(client, await platform.promise);
        (await watched.promise).begin();
      },
      async onLost(why) {
        metrics.leading.set(0);
        await reconciler?.end(why);
      },
    });
    election.start();
    const yard = await untilYard(client, namespace, signal);
    platform.resolve({ config, engines, yard, chartDigests });
    const options = { client, metrics, log, heartbeat: election, platform: await platform.promise };
    reconciler = new Reconciler({ ...options, ...(watchTimes && { watchTimes }) });
    await reconciler.watch(signal);
    watched.resolve(reconciler);
    log.info({ yard, identity, url: http.url, engines: [...engines.keys()] }, "operator started");
  } catch (error) {
    // A term that has begun waits for these no longer.
    platform.reject(error);
    watched.reject(error);
    await stop();
    throw error;
  }
  return { url: http.url, metrics, stop };
}

/** The yard's id, which the first leader makes. */
async function untilYard(
  client: KubeClient,
  namespace: string,
  signal = new AbortController().signal,
): Promise<string> {
  for (;;) {
    const yard = await findYard(client, namespace);
    if (yard !== undefined) return yard;
    await sleep(100, signal);
    signal.throwIfAborted();
  }
}
