/** A Postgres of this machine's own, for programs that work on one. */
import {
  type ChildProcess,
  type ExecFileSyncOptionsWithStringEncoding,
  execFileSync,
  spawn,
  spawnSync,
} from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts } from "../../../dev/cluster/free-ports.ts";
import { waitUntil } from "../../../dev/cluster/wait-until.ts";

export interface PostgresServer extends AsyncDisposable {
  /** Variables by which its clients find it and are let in as `medusa`. */
  env: Record<string, string>;
  /** Rows of the answer, columns parted by `|`. */
  query(database: string, sql: string): string[];
  /** A client that is at it until it is ended. */
  occupy(database: string): ChildProcess;
}

/** Debian keeps the server's programs out of the PATH. */
const FOLDERS = [
  ...(process.env.PATH ?? "").split(":"),
  ...versions("/usr/lib/postgresql").map((version) => `/usr/lib/postgresql/${version}/bin`),
];
function versions(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
const find = (program: string): string | undefined =>
  FOLDERS.map((folder) => join(folder, program)).find((path) => spawnSync(path, ["--version"]).status === 0);

/** Why none can be started here; undefined where one can. */
export const NO_POSTGRES = ["initdb", "postgres", "psql", "pg_dump"].every(find)
  ? undefined
  : "this machine has no Postgres";

/** Root may not run Postgres; then it is nobody's. */
const ID = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** `path` goes before the server's own PATH: what programs it starts. */
export async function startPostgres(path: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "shopyard-postgres-"));
  const data = join(folder, "data");
  mkdirSync(data);
  for (const each of [folder, data]) {
    chmodSync(each, 0o755);
    if (ID.uid !== undefined) chownSync(each, ID.uid, ID.gid);
  }
  execFileSync(find("initdb") ?? "", ["-D", data, "-U", "medusa", "--auth=trust", "--no-sync"], { ...ID });
  const [port] = await findFreePorts(1);
  const server = spawn(
    find("postgres") ?? "",
    ["-D", data, "-p", String(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
    { ...ID, env: { ...process.env, PATH: `${path}:${process.env.PATH}` }, stdio: "ignore" },
  );
  const env = { PGPORT: String(port), SHOPYARD_DATABASE_HOST: "127.0.0.1" };
  const psql = find("psql") ?? "";
  const query = (database: string, sql: string) => {
    const args = ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "medusa", "-d", database];
    const options: ExecFileSyncOptionsWithStringEncoding = {
      env: { ...process.env, ...env },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    };
    return execFileSync(psql, [...args, "-c", sql], options)
      .split("\n")
      .filter((line) => line !== "");
  };
  const answers = async () => {
    try {
      return query("postgres", "select 1")[0] === "1";
    } catch {
      return false;
    }
  };
  await waitUntil(answers, { what: "Postgres to answer", timeoutMs: 30_000 });
  return {
    env,
    query,
    occupy(database) {
      const args = ["-h", "127.0.0.1", "-U", "medusa", "-d", database, "-c", "select pg_sleep(600)"];
      return spawn(psql, args, { env: { ...process.env, ...env }, stdio: "ignore" });
    },
    async [Symbol.asyncDispose]() {
      const ended = once(server, "exit");
      // An immediate shutdown: nobody reads this data again.
      server.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
