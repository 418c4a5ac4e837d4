import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Neither gets into what is made of a folder: words about it, its tests, what is installed or built there. */
const APART = /(^|\/)(README\.md$|node_modules\/|dist\/)|^tests\//;

/** Of files and folders; paths are the checkout's. */
export const sourcesDigest = (paths: readonly string[]): string =>
  digest(
    ...paths.flatMap((path) => {
      const found = join(ROOT, path);
      return [path, lstatSync(found).isDirectory() ? folderDigest(found) : contentDigest(found)];
    }),
  );

/** Of every file under a folder but those apart: its path, whether it may be executed, and its content. */
export function folderDigest(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !APART.test(relative(folder, file)))
    .sort();
  const parts = files.flatMap((file) => {
    const executable = (lstatSync(file).mode & 0o100) !== 0 ? "x" : "-";
    return [relative(folder, file), executable, contentDigest(file)];
  });
  return digest(...parts);
}

/** 16 hexadecimal digits. */
export function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

const contentDigest = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");
