// Starts Medusa and the storefront: see images/medusa/README.md.
import { createServer } from "node:http";
import express from "express";
import { connectPostgres } from "./connect/postgres.mjs";
import { thisRelease } from "./connect/progress.mjs";
import { reachRedis } from "./connect/redis.mjs";
import { readEnvironment, shopEnvironment } from "./environment.mjs";
import { privateFiles, publicFiles } from "./serve/files.mjs";
import { createReadiness } from "./serve/readiness.mjs";
import { storefront } from "./serve/storefront.mjs";
import { untilComplete } from "./serve/until-complete.mjs";

const directory = import.meta.dirname;
/** Then kubelet restarts the container, which shows what is missing. */
const reachSeconds = 60;
/** Less than what the chart's startupProbe allows, so that this error is the one that is seen. */
const migrationSeconds = 540;
/** Every request is answered by then. Where a store is deleted, Postgres and Redis may be gone already, and would be waited for. */
const farewellSeconds = 3;
/** Less than the pod's grace period. */
const shutdownSeconds = 25;

try {
  await main();
} catch (error) {
  log("error", "Medusa can't start", { error: String(error?.stack ?? error) });
  process.exit(1);
}

async function main() {
  const env = readEnvironment(process.env, shopEnvironment);
  const port = Number(process.env.PORT ?? 9000);
  const release = thisRelease(directory);

  const client = await connectPostgres(env.DATABASE_URL, reachSeconds);
  await reachRedis(env.REDIS_URL, reachSeconds);
  await untilComplete(client, release, {
    seconds: migrationSeconds,
    waiting: () => log("info", "Waiting for the migration"),
  });
  await client.end();

  const readiness = createReadiness(env.DATABASE_URL, release);
  const app = express();
  app.disable("x-powered-by");
  app.get("/health", (_, response) => response.type("text").send("OK"));
  app.get("/ready", readiness.route);
  app.use("/static", publicFiles(env.SHOPYARD_FILES_DIR));
  const shop = {};
  const worker = process.env.MEDUSA_WORKER_MODE === "worker";
  if (!worker) app.use(storefront(`${directory}/storefront`, shop));

  const { default: loaders } = await import("@medusajs/medusa/loaders/index");
  const medusa = await loaders.default({ directory, expressApp: app });
  shop.container = medusa.container;
  if (!worker) {
    const { authenticate } = await import("@medusajs/framework/http");
    app.use("/static", privateFiles(env.SHOPYARD_FILES_DIR, authenticate("user", ["session", "bearer"])));
  }

  const server = createServer(app);
  // Longer than a proxy keeps an idle connection, which would else be closed under its next request.
  server.keepAliveTimeout = 75_000;
  server.listen(port, () => log("info", "Serving", { port, ms: Math.round(process.uptime() * 1000) }));
  server.once("error", (error) => {
    log("error", "The port can't be opened", { error: String(error) });
    process.exit(1);
  });

  const stop = async () => {
    log("info", "Stopping");
    setTimeout(() => process.exit(1), shutdownSeconds * 1000).unref();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeIdleConnections();
    });
    const farewell = Promise.all([readiness.close(), medusa.shutdown()]);
    await Promise.race([farewell, new Promise((resolve) => setTimeout(resolve, farewellSeconds * 1000))]);
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function log(level, message, fields = {}) {
  console.log(JSON.stringify({ level, message, ...fields }));
}
