/**
 * Prints what is generated and committed: the CRD's YAML and its copy in charts/shopyard, the codes in docs/errors.md, and
 * schema.graphql. With `--check` writes nothing and fails when one is stale.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { storeDefinition } from "@shopyard/crds/definition.ts";
import { stringify } from "yaml";
import { withCatalogue } from "./error-catalogue.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");
let stale = false;

const header = "# Generated from crds/schema.ts by `npm run schema`; do not edit.\n";
const definition = header + stringify(storeDefinition, { lineWidth: 0, aliasDuplicateObjects: false });
keep("crds/stores.shopyard.dev.yaml", () => definition);
// Helm reads no file outside its chart.
keep("charts/shopyard/files/stores.shopyard.dev.yaml", () => definition);
keep("docs/errors.md", withCatalogue);

const printed = spawnSync(process.execPath, [`${root}server/print-schema.ts`, ...(check ? ["--check"] : [])], {
  stdio: "inherit",
});
process.exitCode = stale || printed.status !== 0 ? 1 : 0;

function keep(file: string, generate: (present: string) => string): void {
  const present = existsSync(root + file) ? readFileSync(root + file, "utf8") : "";
  const wanted = generate(present);
  if (present === wanted) return;
  if (check) {
    console.error(`${file} is stale: run \`npm run schema\``);
    stale = true;
  } else writeFileSync(root + file, wanted);
}
