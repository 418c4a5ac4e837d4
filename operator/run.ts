import { once } from "node:events";
import { parseArgs } from "node:util";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { pino } from "pino";
import { ConfigError, configHelp, readConfig } from "./config.ts";
import type { Engines } from "./engines/registry.ts";
import { type OperatorOptions, startOperator } from "./operator.ts";
import type { WatchTimes } from "./watch/caches.ts";

const USAGE = `usage: operator [--log-level LEVEL] [--help]

  --log-level LEVEL  trace, debug, info, warn, error, fatal or silent; over LOG_LEVEL

Settings come from the environment:

`;

/** @throws ConfigError for an argument that is not known */
function readArguments(args: string[]) {
  try {
    const options = { help: { type: "boolean", short: "h" }, "log-level": { type: "string" } } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/**
 * The operator as a program: settings from the environment, `--log-level`, `--help`, an end on SIGTERM, exit code 1 with the reason
 * when it cannot start. `engines` are others than this repository's, e.g. one that the conformance kit tries; with
 * `watchTimes` a test need not wait as long as people do.
 */
export async function runOperator(engines?: Engines, watchTimes?: WatchTimes): Promise<void> {
  try {
    const { help, "log-level": level } = readArguments(process.argv.slice(2));
    if (help) {
      console.log(`Shopyard's operator: reconciles Stores.\n\n${USAGE}${configHelp()}`);
      process.exit(0);
    }
    const config = readConfig({ ...process.env, ...(level !== undefined && { LOG_LEVEL: level }) });
    const log = pino({ level: config.LOG_LEVEL, name: "operator" });
    const ending = new AbortController();
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        log.info({ signal }, "stopping");
        ending.abort(new Error(signal));
      });
    }
    await runUntil(ending.signal, {
      config,
      log,
      client: createKubeClient(loadKubeConfig({ context: config.KUBE_CONTEXT })),
      ...(engines && { engines }),
      ...(watchTimes && { watchTimes }),
    });
    process.exit(0);
  } catch (error) {
    if (error instanceof ConfigError) console.error(`operator: bad settings\n${error.message}`);
    else if (error instanceof KubeError && error.status === 403)
      console.error(`operator: missing rights (charts/shopyard grants them): ${error.message}`);
    else console.error(`operator: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

/** Hands the Lease over at its end, however far the start has come. */
async function runUntil(signal: AbortSignal, options: OperatorOptions): Promise<void> {
  try {
    const operator = await startOperator({ ...options, signal });
    if (!signal.aborted) await once(signal, "abort");
    await operator.stop();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
