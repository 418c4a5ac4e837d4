import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Whether nobody ever made a table here: the only database a template may go into. */
export async function isEmptyDatabase(client) {
  const { rows } = await client.query(
    "select not exists (select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace" +
      " where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_toast%') as empty",
  );
  return rows[0].empty;
}

/** Restores the plain SQL made by build/make-template.mjs: all of it, or none. */
export async function restoreTemplate(client, path) {
  const sql = gunzipSync(readFileSync(path)).toString("utf8");
  try {
    await client.query(`begin; ${sql}; commit`);
  } catch (error) {
    await client.query("rollback");
    throw new Error("The database template can't be restored", { cause: error });
  } finally {
    // pg_dump empties the search path of the session.
    await client.query("reset all");
  }
}
