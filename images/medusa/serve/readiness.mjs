import pg from "pg";
import { isDone } from "../connect/progress.mjs";

/**
 * GET /ready: 200 where the database answers and is migrated to this release, else 503 with the reason. Its one
 * connection is its own, so a busy Medusa still answers.
 *
 * @param {string} connectionString
 * @param {string} release
 */
export function createReadiness(connectionString, release) {
  const pool = new pg.Pool({
    connectionString,
    max: 1,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
    idleTimeoutMillis: 60_000,
  });
  // A lost idle connection: the next request tells it.
  pool.on("error", () => {});
  return {
    /** @type {import("express").RequestHandler} */
    route: async (_, response) => {
      response.set("cache-control", "no-store").type("text");
      try {
        if (await isDone(pool, `complete:${release}`)) response.send("Ready");
        else response.status(503).send("The database isn't migrated to this release");
      } catch {
        response.status(503).send("The database doesn't answer");
      }
    },
    close: () => pool.end(),
  };
}
