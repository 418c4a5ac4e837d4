import type { KubeClient } from "@shopyard/kube/client.ts";
import { requireReachable } from "@shopyard/kube/client.ts";
import type { Logger } from "pino";
import { readCharts } from "./charts.ts";
import type { Config } from "./config.ts";
import { ensureYard, publishCatalog } from "./effects/platform-objects.ts";
import { builtInEngines, type Engines, offeredEngines } from "./engines/registry.ts";
import { serveHttp } from "./http.ts";
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
}

/** Starts everything; resolves once the operator works. `stop` ends all of it, helm runs included. */
export async function startOperator({ config, client, log, watchTimes, ...options }: OperatorOptions) {
  const engines = offeredEngines(options.engines ?? builtInEngines, config.ENGINES);
  const metrics = createMetrics({ processMetrics: true });
  let reconciler: Reconciler | undefined;
  const http = await serveHttp({
    host: config.HOST,
    port: config.PORT,
    metrics,
    notReady: () => {
      if (!reconciler?.synced) return "the caches are not filled yet";
      return reconciler.connected ? undefined : "the Kubernetes API cannot be watched";
    },
  });
  try {
    await requireReachable(client);
    const folders = [...engines.values()].flatMap(({ versions }) => versions.map(({ chart }) => chart));
    const platform: Platform = {
      config,
      engines,
      yard: await ensureYard(client, config.SYSTEM_NAMESPACE),
      chartDigests: await readCharts(config.CHARTS_DIR, folders),
    };
    await publishCatalog(client, platform);
    reconciler = new Reconciler({ client, platform, metrics, log, ...(watchTimes && { watchTimes }) });
    await reconciler.start();
    log.info({ yard: platform.yard, url: http.url, engines: [...engines.keys()] }, "operator started");
  } catch (error) {
    await reconciler?.stop();
    await http.stop();
    throw error;
  }
  const started = reconciler;
  return {
    url: http.url,
    metrics,
    async stop() {
      await started.stop();
      await http.stop();
    },
  };
}
