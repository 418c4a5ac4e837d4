/**
 * Medusa in three versions of one image, to change between: the present one, the next, and one whose migration destroys
 * what the present one needs and then fails. The charts are those of writeCharts().
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Engine } from "../../../operator/engines/engine.ts";
import { medusa } from "../../../operator/engines/medusa.ts";

export const NEXT = `${medusa.defaultVersion}-next`;
export const BROKEN = `${medusa.defaultVersion}-broken`;

export const medusaVersions: Engine = {
  ...medusa,
  versions: [{ version: NEXT, chart: "medusa" }, { version: BROKEN, chart: "medusa-broken" }, ...medusa.versions],
};

/** What the broken version does in place of its migration, as Medusa's own user: neither orders nor products are left. */
const MIGRATION = `
  import pg from "pg";
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query('drop table if exists "order", product cascade');
  await client.query("create table if not exists made_by_the_broken_version (id int)");
  console.error("the migration went wrong half-way");
  process.exit(1);
`;
const COMMAND = "command: [node, /opt/shopyard/migrate.mjs]";

/** Writes the charts of these versions below `folder`, which is then the operator's CHARTS_DIR. */
export function writeCharts(folder: string): void {
  const chart = fileURLToPath(new URL("../../../charts/medusa", import.meta.url));
  cpSync(chart, join(folder, "medusa"), { recursive: true });
  cpSync(chart, join(folder, "medusa-broken"), { recursive: true });
  const template = join(folder, "medusa-broken/templates/_migrate.tpl");
  const text = readFileSync(template, "utf8");
  if (!text.includes(COMMAND)) throw new Error(`the migrate Job is called in another way than "${COMMAND}" by now`);
  // The program's packages are found from the folder it is in.
  const broken = ["node", "--input-type=module", "--eval", MIGRATION];
  writeFileSync(template, text.replace(COMMAND, `command: ${JSON.stringify(broken)}\n      workingDir: /opt/shopyard`));
}
