import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { pino } from "pino";
import { ConfigError, configHelp, readConfig } from "./config.ts";
import type { Engines } from "./engines/registry.ts";
import { startOperator } from "./operator.ts";
import type { WatchTimes } from "./watch/caches.ts";

/**
 * The operator as a program: settings from the environment, `--help`, an end on SIGTERM, exit code 1 with the reason
 * when it cannot start. `engines` are others than this repository's, e.g. one that the conformance kit tries; with
 * `watchTimes` a test need not wait as long as people do.
 */
export async function runOperator(engines?: Engines, watchTimes?: WatchTimes): Promise<void> {
  if (process.argv.slice(2).some((argument) => argument === "--help" || argument === "-h")) {
    console.log(`Shopyard's operator: reconciles Stores. Settings come from the environment:\n\n${configHelp()}`);
    process.exit(0);
  }
  try {
    const config = readConfig(process.env);
    const log = pino({ level: config.LOG_LEVEL, name: "operator" });
    const operator = await startOperator({
      config,
      log,
      client: createKubeClient(loadKubeConfig({ context: config.KUBE_CONTEXT })),
      ...(engines && { engines }),
      ...(watchTimes && { watchTimes }),
    });
    const stop = async (signal: string) => {
      log.info({ signal }, "stopping");
      await operator.stop();
      process.exit(0);
    };
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
  } catch (error) {
    if (error instanceof ConfigError) console.error(`operator: bad settings\n${error.message}`);
    else if (error instanceof KubeError && error.status === 403)
      console.error(`operator: missing rights (charts/shopyard grants them): ${error.message}`);
    else console.error(`operator: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
