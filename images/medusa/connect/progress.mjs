import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/*
 * What was done to a database, in a table of our own beside Medusa's:
 *
 *   migrated:<release>   schema, links and scripts are those of the release
 *   seeded               the first products were made; never again, an owner may have removed them
 *   complete:<release>   the migrate Job ended well: the shop sells
 *   named:<name>         the same, under the name that SHOPYARD_RELEASE gave it; older ones stay beside it
 */

/** Names what this image migrates to: every migration comes from the locked packages and the configuration. */
export function thisRelease(directory) {
  const hash = createHash("sha256");
  for (const file of ["package-lock.json", "medusa-config.js"]) hash.update(readFileSync(`${directory}/${file}`));
  return hash.digest("hex").slice(0, 16);
}

/** The step that a release is recorded as under its name outside. */
export function releaseStep(name) {
  return `named:${name}`;
}

/** Makes the table where it is missing. */
export async function prepareProgress(client) {
  await client.query(
    "create schema if not exists shopyard;" +
      "create table if not exists shopyard.progress (step text primary key, at timestamptz not null default now())",
  );
}

/**
 * Whether a step was done; false, too, where nothing ever migrated this database.
 *
 * @param {{ query: Function }} client a client or a pool
 * @param {string} step
 */
export async function isDone(client, step) {
  try {
    const { rowCount } = await client.query("select 1 from shopyard.progress where step = $1", [step]);
    return rowCount === 1;
  } catch (error) {
    if (error.code === "42P01" || error.code === "3F000") return false;
    throw error;
  }
}

export async function markDone(client, step) {
  await client.query("insert into shopyard.progress (step) values ($1) on conflict (step) do update set at = now()", [
    step,
  ]);
}
