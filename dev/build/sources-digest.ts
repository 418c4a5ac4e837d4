import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Of files, and of all files in folders but what is built or installed there; paths are the checkout's. */
export function sourcesDigest(paths: readonly string[]): string {
  const files = paths.flatMap((path) => (statSync(join(ROOT, path)).isDirectory() ? filesIn(path) : [path]));
  const hash = createHash("sha256");
  for (const file of files.toSorted()) {
    const content = createHash("sha256")
      .update(readFileSync(join(ROOT, file)))
      .digest("hex");
    hash.update(`${file}\0${content}\0`);
  }
  return hash.digest("hex");
}

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name === "dist") return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(path) : [path];
  });
