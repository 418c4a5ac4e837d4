import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CRDS = fileURLToPath(new URL("../../crds/", import.meta.url));

/** The CustomResourceDefinitions of this checkout: crds/*.yaml. */
export function crdFiles(): string[] {
  return readdirSync(CRDS)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => join(CRDS, file));
}
