import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NO_POSTGRES, type PostgresServer, startPostgres } from "./support/postgres-server.ts";
import { chartFolder } from "./support/tools.ts";

const title = NO_POSTGRES === undefined ? "" : ` (skipped: ${NO_POSTGRES})`;

/** The chart's own programs, on a real server. */
describe.skipIf(NO_POSTGRES !== undefined)(`the copy of a Medusa database${title}`, () => {
  let folder: string;
  let server: PostgresServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "shopyard-copy-"));
    chmodSync(folder, 0o755);
    server = await startPostgres(folder);
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    for (const name of databases().filter((each) => /^(medusa|shopyard_)/.test(each))) {
      server.query("postgres", `drop database "${name}" with (force)`);
    }
    server.query("postgres", "drop schema if exists shopyard cascade");
    server.query("postgres", "create database medusa");
    server.query("medusa", "create table orders (id int primary key, note text)");
    server.query("medusa", "insert into orders select n, repeat('x', 400) from generate_series(1, 5000) n");
  });
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill("SIGKILL");
  });

  const databases = () => server.query("postgres", "select datname from pg_database order by 1");
  const ours = () => databases().filter((name) => name.startsWith("shopyard_"));
  const orders = (database = "medusa") => server.query(database, "select count(*) from orders")[0];
  const settings = (program: string, key: string) => {
    const env = {
      ...{ ...process.env, ...server.env, SHOPYARD_COPY: key, SHOPYARD_AWAIT_SECONDS: "10" },
      SHOPYARD_RESULT: join(folder, "result"),
    };
    return [[join(chartFolder("medusa"), "files", program)], { env, encoding: "utf8" }] as const;
  };
  const run = (program: string, key: string) => {
    const [args, options] = settings(program, key);
    const { status, stderr } = spawnSync("bash", args, options);
    return { status, stderr };
  };
  const start = (program: string, key: string) => {
    const [args, { env }] = settings(program, key);
    // A group of its own: all of it is killed, as in a container.
    const child = spawn("bash", args, { env, stdio: "ignore", detached: true });
    running.push(child);
    return child;
  };
  const told = () => JSON.parse(readFileSync(join(folder, "result"), "utf8"));
  const migrate = () => server.query("medusa", "drop table orders; create table orders_of_the_new_version (id int)");
  const done = { status: 0, stderr: expect.any(String) };

  it("is put back whole after a migration, and what the migration left is kept beside it", () => {
    const before = Date.now();
    expect(run("copy-database.sh", "100")).toMatchObject({ status: 0 });
    expect(told().copy).toBe("100");
    expect(Math.abs(Date.parse(told().at) - before)).toBeLessThan(60_000);
    migrate();
    expect(run("restore-database.sh", "100")).toEqual(done);
    expect(orders()).toBe("5000");
    expect(ours()).toEqual(["shopyard_failed_100"]);
    expect(server.query("shopyard_failed_100", "select count(*) from orders_of_the_new_version")).toEqual(["0"]);
    // Killed after its work and before anybody heard of it.
    expect(run("restore-database.sh", "100")).toEqual(done);
    expect(orders()).toBe("5000");
  });

  it("is never made anew once it is whole: the migration may have begun", () => {
    run("copy-database.sh", "100");
    const { at } = told();
    migrate();
    expect(run("copy-database.sh", "100")).toEqual(done);
    expect(told()).toEqual({ copy: "100", at });
    expect(orders("shopyard_before_100")).toBe("5000");
  });

  it("is left alone by the Job of an older release, which a rollback runs again", () => {
    run("copy-database.sh", "100");
    expect(run("copy-database.sh", "50")).toEqual(done);
    expect(told()).toEqual({ copy: "", at: "" });
    expect(ours()).toEqual(["shopyard_before_100"]);
  });

  it("makes room for the copy of a later change", () => {
    run("copy-database.sh", "100");
    server.query("medusa", "delete from orders where id > 10");
    expect(run("copy-database.sh", "200")).toEqual(done);
    expect(ours()).toEqual(["shopyard_before_200"]);
    expect(orders("shopyard_before_200")).toBe("10");
    expect(run("restore-database.sh", "100")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("no whole copy 100"),
    });
  });

  it("counts only when it is whole, whenever its making is killed", async () => {
    const child = start("copy-database.sh", "100");
    await expect.poll(() => ours().length, { timeout: 20_000, interval: 5 }).toBe(1);
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await once(child, "exit");
    if (ours().some((name) => name.startsWith("shopyard_making_"))) {
      expect(run("restore-database.sh", "100")).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("nothing was changed"),
      });
    }
    expect(orders()).toBe("5000");
    expect(run("copy-database.sh", "100")).toEqual(done);
    expect(ours()).toEqual(["shopyard_before_100"]);
    expect(orders("shopyard_before_100")).toBe("5000");
  });

  it("fails before anything is copied where the volume has no room for it", () => {
    const df = join(folder, "df");
    writeFileSync(df, "#!/bin/sh\necho 'Filesystem 1024-blocks Used Available'\necho '/dev/x 100 90 10 90% /data'\n");
    chmodSync(df, 0o755);
    const { status, stderr } = run("copy-database.sh", "100");
    rmSync(df);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^No room for a copy of the database before the migration: it needs \d+ MiB .* 0 MiB are free/,
    );
    expect(ours()).toEqual([]);
  });

  it("is put in place over the heads of sessions that have not ended", async () => {
    run("copy-database.sh", "100");
    migrate();
    running.push(server.occupy("medusa"));
    const sessions = () => server.query("postgres", "select count(*) from pg_stat_activity where datname = 'medusa'");
    await expect.poll(sessions).toEqual(["1"]);
    expect(run("restore-database.sh", "100")).toEqual(done);
    expect(orders()).toBe("5000");
  });

  it("refuses a name that is none", () => {
    expect(run("copy-database.sh", "1; drop")).toMatchObject({ status: 2 });
  });
});
