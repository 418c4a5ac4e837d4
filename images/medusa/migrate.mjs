// Makes the shop's database sell: see images/medusa/README.md. Can run any number of times.
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connectPostgres } from "./connect/postgres.mjs";
import { isDone, markDone, prepareProgress, releaseStep, thisRelease } from "./connect/progress.mjs";
import { reachRedis } from "./connect/redis.mjs";
import { readEnvironment, shopEnvironment } from "./environment.mjs";
import { isEmptyDatabase, restoreTemplate } from "./migrate/template.mjs";

const directory = import.meta.dirname;
const template = `${directory}/template.sql.gz`;
/** A new volume and a first image pull come before Postgres answers. */
const reachSeconds = Number(process.env.SHOPYARD_AWAIT_SECONDS || 300);
/** Any number: one migrate Job at a time works on a database. */
const lock = 7_283_041;

const env = readEnvironment(process.env, [
  ...shopEnvironment,
  "SHOPYARD_STORE_NAME",
  "SHOPYARD_ADMIN_EMAIL",
  "SHOPYARD_ADMIN_PASSWORD",
]);
const started = performance.now();

try {
  const release = thisRelease(directory);
  const client = await connectPostgres(env.DATABASE_URL, reachSeconds);
  await reachRedis(env.REDIS_URL, reachSeconds);
  report("Postgres and Redis answer");

  await client.query("select pg_advisory_lock($1)", [lock]);
  if (existsSync(template) && (await isEmptyDatabase(client))) {
    await restoreTemplate(client, template);
    report("migrated from the template");
  }
  await prepareProgress(client);
  if (!(await isDone(client, `migrated:${release}`))) {
    await applyMigrations();
    await markDone(client, `migrated:${release}`);
    report("migrated");
  }

  // Background work is the web's and the worker's, not this Job's.
  process.env.MEDUSA_WORKER_MODE = "server";
  const { withMedusa } = await import("./migrate/with-medusa.mjs");
  await withMedusa(directory, async (container) => {
    report("Medusa loaded");
    if (!(await isDone(client, "seeded"))) {
      const { seed } = await import("./migrate/seed.mjs");
      await seed(container);
      await markDone(client, "seeded");
      report("seeded");
    }
    const { nameStore } = await import("./migrate/name-store.mjs");
    await nameStore(container, env.SHOPYARD_STORE_NAME);
    const { ensureAdministrator } = await import("./migrate/ensure-administrator.mjs");
    await ensureAdministrator(container, env.SHOPYARD_ADMIN_EMAIL, env.SHOPYARD_ADMIN_PASSWORD);
    const { ensurePublishableKey } = await import("./migrate/ensure-publishable-key.mjs");
    await ensurePublishableKey(container);
  });
  await markDone(client, `complete:${release}`);
  if (process.env.SHOPYARD_RELEASE) await markDone(client, releaseStep(process.env.SHOPYARD_RELEASE));
  await client.end();
  report("the shop sells");
  // Medusa's own connections would hold the process.
  process.exit(0);
} catch (error) {
  console.error(
    JSON.stringify({ level: "error", message: "The migration failed", error: String(error?.stack ?? error) }),
  );
  process.exit(1);
}

/**
 * In a process of its own: what Medusa loads for its migrations keeps closed connections, so the same process can't
 * load the shop afterwards.
 */
async function applyMigrations() {
  const child = fork(`${directory}/migrate/apply-migrations.mjs`, { cwd: directory });
  const [code, signal] = await once(child, "exit");
  if (code !== 0) throw new Error(`Medusa's migrations ended with ${signal ?? code}; the reason is above`);
}

function report(message) {
  console.log(JSON.stringify({ level: "info", message, ms: Math.round(performance.now() - started) }));
}
