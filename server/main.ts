/** Starts the server and stops it on SIGTERM and SIGINT. `--help` prints the settings. */
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { pino } from "pino";
import { startServer } from "./app.ts";
import { helpText, readConfig } from "./config.ts";
import { preflight } from "./preflight.ts";
import { runProcess } from "./run-process.ts";

await runProcess(helpText(), async () => {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { app: "shopyard-server" } });
  const client = createKubeClient(loadKubeConfig({ context: config.kubeContext }));
  await preflight(client, config);
  const server = await startServer(config, { client, log, processMetrics: true });
  log.info({ url: server.url, cluster: client.server }, "listening");
  return { log, stop: () => server.stop() };
});
