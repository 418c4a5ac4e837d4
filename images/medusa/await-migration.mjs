// Waits until the migrate Job has recorded SHOPYARD_RELEASE: see images/medusa/README.md. Reads DATABASE_URL only.
import pg from "pg";
import { isDone, releaseStep } from "./connect/progress.mjs";
import { untilReachable } from "./connect/until-reachable.mjs";
import { readEnvironment } from "./environment.mjs";

try {
  const env = readEnvironment(process.env, ["DATABASE_URL", "SHOPYARD_RELEASE"]);
  const seconds = Number(process.env.SHOPYARD_AWAIT_SECONDS || 600);
  await untilReachable(`release ${env.SHOPYARD_RELEASE}`, () => look(env), { seconds });
} catch (error) {
  console.error(JSON.stringify({ level: "error", message: error.message }));
  process.exit(1);
}

/** A connection for each look: whatever goes wrong with one, the next begins anew. */
async function look(env) {
  const client = new pg.Client({
    connectionString: env.DATABASE_URL,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  // The rejection of connect() or of the query tells it.
  client.on("error", () => {});
  try {
    await client.connect();
    if (!(await isDone(client, releaseStep(env.SHOPYARD_RELEASE)))) {
      throw new Error("the migrate Job has not recorded it: see that Job");
    }
  } finally {
    await client.end().catch(() => {});
  }
}
