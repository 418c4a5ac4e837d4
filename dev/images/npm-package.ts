import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ImageError } from "./image-error.ts";
import type { NpmPackage } from "./image-table.ts";
import { runLogged } from "./run-logged.ts";

/**
 * Fetches a package as it is packed, by npm and so by whatever registry npm is set to.
 * @throws ImageError when it isn't the pinned one
 */
export async function fetchNpmPackage(
  { name, version, integrity }: NpmPackage,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(join(dirname(target), "npm-"));
  await runLogged("npm", ["pack", "--silent", "--pack-destination", folder, `${name}@${version}`], { signal });
  const [file = ""] = await readdir(folder);
  const packed = join(folder, file);
  const got = `sha512-${createHash("sha512")
    .update(await readFile(packed))
    .digest("base64")}`;
  if (got !== integrity) throw new ImageError(`${name}@${version} is ${got}, but ${integrity} is pinned: refused.`);
  await rename(packed, target);
}
