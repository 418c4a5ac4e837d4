/**
 * Prints what is generated and committed: the CRD's YAML and schema.graphql. With `--check` writes nothing and fails
 * when either is stale.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { storeDefinition } from "@shopyard/crds/definition.ts";
import { stringify } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");
let stale = false;

const path = `${root}crds/stores.shopyard.dev.yaml`;
const header = "# Generated from crds/schema.ts by `npm run schema`; do not edit.\n";
const text = header + stringify(storeDefinition, { lineWidth: 0, aliasDuplicateObjects: false });
if (!check) {
  writeFileSync(path, text);
} else if (readFileSync(path, "utf8") !== text) {
  console.error("crds/stores.shopyard.dev.yaml is stale: run `npm run schema`");
  stale = true;
}

const printed = spawnSync(process.execPath, [`${root}server/print-schema.ts`, ...(check ? ["--check"] : [])], {
  stdio: "inherit",
});
process.exitCode = stale || printed.status !== 0 ? 1 : 0;
