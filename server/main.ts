/** Starts the server and stops it on SIGTERM and SIGINT. `--help` prints the settings. */
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { pino } from "pino";
import { startServer } from "./app.ts";
import { ConfigError, helpText, readConfig } from "./config.ts";
import { preflight } from "./preflight.ts";

async function main(): Promise<void> {
  if (process.argv.includes("--help") || process.argv.includes("-h")) {
    process.stdout.write(helpText());
    return;
  }
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { app: "shopyard-server" } });
  const client = createKubeClient(loadKubeConfig({ context: config.kubeContext }));
  await preflight(client, config);
  const server = await startServer(config, { client, log, processMetrics: true });
  log.info({ url: server.url, cluster: client.server }, "listening");

  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, "stopping");
    server.stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, "could not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof ConfigError ? "Wrong settings (see --help):\n" : ""}${message}\n`);
  process.exit(1);
});
