import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheRoot } from "../cluster/tools/cache-folder.ts";
import type { ImageName } from "./image-table.ts";

/** images/ of this checkout. */
export const CONTAINERFILES = fileURLToPath(new URL("../../images/", import.meta.url));

/** How an image came to be here. */
export type ImageSource = "given" | "official" | "built";

/** What is kept beside an archive. */
export interface ImageRecord {
  ref: string;
  source: ImageSource;
  /** What it really is, where it stands in for an official image, is built on one that does, or lacks something. */
  standIn?: string;
  /** The archives that a person could have given and didn't: WOOCOMMERCE_ARCHIVE. */
  lacks?: readonly string[];
  /** Seconds that it took, without its base. */
  seconds: number;
  /** Of the archive. */
  bytes: number;
  /** ISO 8601. */
  time: string;
}

/** Where archives are kept: in the user's cache, for every checkout. */
export function imagesFolder(env?: NodeJS.ProcessEnv): string {
  return join(cacheRoot(env), "images");
}

export function archivePath(folder: string, name: ImageName, key: string): string {
  return join(folder, `${name}-${key}.tar`);
}

export function recordPath(archive: string): string {
  return archive.replace(/\.tar$/, ".json");
}

/** What is known of an archive, or undefined when it isn't there or isn't whole. */
export function readRecord(archive: string): ImageRecord | undefined {
  if (!existsSync(archive)) return undefined;
  try {
    return JSON.parse(readFileSync(recordPath(archive), "utf8")) as ImageRecord;
  } catch {
    return undefined;
  }
}

/** Removes what other keys of the image left: nothing finds it any more. */
export function pruneOtherKeys(folder: string, name: ImageName, key: string): void {
  for (const file of readdirSync(folder)) {
    const found = /^(.+)-([0-9a-f]{16})\.(tar|json)$/.exec(file);
    if (found?.[1] === name && found[2] !== key) rmSync(join(folder, file), { force: true });
  }
}
