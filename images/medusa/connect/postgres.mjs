import pg from "pg";
import { untilReachable } from "./until-reachable.mjs";

/** SQLSTATEs that no waiting heals: wrong password, wrong role, no such database. */
const final = new Set(["28P01", "28000", "3D000"]);

/**
 * A connected client of the shop's database; the caller ends it.
 *
 * @param {string} connectionString e.g. postgres://medusa:secret@demo-database:5432/medusa
 * @param {number} seconds how long to wait for the server
 * @returns {Promise<pg.Client>}
 */
export function connectPostgres(connectionString, seconds) {
  return untilReachable(
    "Postgres",
    async () => {
      const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
      // Without a listener a lost connection would end the process without a word; the next query tells it.
      client.on("error", () => {});
      try {
        await client.connect();
        return client;
      } catch (error) {
        await client.end().catch(() => {});
        throw error;
      }
    },
    { seconds, isFinal: (error) => final.has(error?.code) },
  );
}
