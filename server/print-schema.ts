/** Writes schema.graphql; with --check exits 1 where it is stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { lexicographicSortSchema, printSchema } from "graphql";
import { schema } from "./schema/schema.ts";

const file = new URL("../schema.graphql", import.meta.url);
const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;

if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== printed) {
    console.error("schema.graphql is stale: run `npm run schema` and commit it");
    process.exit(1);
  }
} else {
  writeFileSync(file, printed);
}
