// Writes template.sql.gz: the database of a shop that is migrated and seeded, and has no key, no user and no name.
// Needs the programs of PostgreSQL and Redis on PATH, and not to be root.
import { execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { connectPostgres } from "../connect/postgres.mjs";
import { markDone, prepareProgress, thisRelease } from "../connect/progress.mjs";
import { reachRedis } from "../connect/redis.mjs";

const directory = join(import.meta.dirname, "..");
const target = process.argv[2] ?? join(directory, "template.sql.gz");
const work = mkdtempSync(join(tmpdir(), "template-"));
const data = join(work, "postgres");
const ports = { postgres: 15432, redis: 16379 };

Object.assign(process.env, {
  NODE_ENV: "production",
  MEDUSA_WORKER_MODE: "server",
  MEDUSA_DISABLE_TELEMETRY: "1",
  HOME: work,
  DATABASE_URL: `postgres://medusa@127.0.0.1:${ports.postgres}/medusa`,
  REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
  // Medusa wants secrets to start; nothing that goes into the template is made with them.
  JWT_SECRET: "template",
  COOKIE_SECRET: "template",
  SHOPYARD_FILES_DIR: join(work, "files"),
});

execFileSync(
  "initdb",
  ["--pgdata", data, "--username", "medusa", "--auth", "trust", "--encoding", "UTF8", "--no-sync"],
  {
    stdio: ["ignore", "ignore", "inherit"],
  },
);
const services = [
  start("postgres", [
    "-D",
    data,
    "-p",
    String(ports.postgres),
    "-k",
    work,
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    "fsync=off",
  ]),
  start("redis-server", ["--port", String(ports.redis), "--bind", "127.0.0.1", "--save", "", "--dir", work]),
];
let failed;
try {
  const admin = await connectPostgres(`postgres://medusa@127.0.0.1:${ports.postgres}/postgres`, 30);
  await admin.query("create database medusa");
  await admin.end();
  await reachRedis(process.env.REDIS_URL, 30);
  const child = fork(join(directory, "migrate/apply-migrations.mjs"), { cwd: directory });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`The migrations ended with ${code}`);

  const { withMedusa } = await import("../migrate/with-medusa.mjs");
  const { seed } = await import("../migrate/seed.mjs");
  await withMedusa(directory, seed);

  const client = await connectPostgres(process.env.DATABASE_URL, 30);
  // Medusa made a publishable key at its first start: every shop gets its own.
  await client.query("delete from publishable_api_key_sales_channel; delete from api_key");
  for (const table of ["api_key", "user", "auth_identity", "provider_identity", "customer", "invite"]) {
    const { rows } = await client.query(`select count(*)::int as n from "${table}"`);
    if (rows[0].n !== 0) throw new Error(`The template must not have a row in ${table}`);
  }
  await prepareProgress(client);
  await markDone(client, `migrated:${thisRelease(directory)}`);
  await markDone(client, "seeded");
  await client.end();
  writeFileSync(target, gzipSync(dump(), { level: 9 }));
} catch (error) {
  failed = error;
} finally {
  for (const service of services) {
    service.kill("SIGINT");
    await once(service, "exit");
  }
  rmSync(work, { recursive: true, force: true });
}
if (failed) throw failed;
// Medusa's closed connections would hold the process.
process.exit(0);

function start(command, args) {
  return spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] });
}

/** Plain SQL for any client: rows as INSERT, and none of psql's own commands. */
function dump() {
  const sql = execFileSync(
    "pg_dump",
    ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500", `--dbname=${process.env.DATABASE_URL}`],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  // A line of a text value could look like this; none of ours does, and restoring would fail on the rest.
  return sql.replaceAll(/^\\(un)?restrict .*$/gm, "").replaceAll(/^--.*\n/gm, "");
}
