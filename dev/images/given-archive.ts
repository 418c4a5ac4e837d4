import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { download } from "../cluster/tools/download.ts";
import type { ProgressPrinter } from "../cluster/tools/progress-printer.ts";
import { ImageError } from "./image-error.ts";
import type { ImageName } from "./image-table.ts";

/** An archive that a person named: a file, or a URL whose checksum is known. */
export interface GivenArchive {
  location: string;
  isUrl: boolean;
  /** Hexadecimal. */
  sha256: string;
}

/** The variable that names a docker-archive to be used for an image: POSTGRES_IMAGE_ARCHIVE. */
export function imageVariable(name: ImageName): string {
  return `${name.toUpperCase().replaceAll("-", "_")}_IMAGE_ARCHIVE`;
}

/**
 * Reads `variable` (a path or an http(s) URL) and `variable`_SHA256, which a URL needs.
 * @throws ImageError naming the variable, when the file isn't there or isn't the one with the checksum
 */
export async function givenArchive(
  variable: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<GivenArchive | undefined> {
  const location = env[variable];
  if (!location) return undefined;
  const pinned = env[`${variable}_SHA256`]?.toLowerCase();
  if (pinned !== undefined && !/^[0-9a-f]{64}$/.test(pinned)) {
    throw new ImageError(`${variable}_SHA256 has to be 64 hexadecimal digits, got "${pinned}".`);
  }
  if (/^https?:\/\//.test(location)) {
    if (pinned === undefined) throw new ImageError(`${variable} is a URL: set ${variable}_SHA256 to its checksum.`);
    return { location, isUrl: true, sha256: pinned };
  }
  const path = resolve(location);
  if (!existsSync(path)) throw new ImageError(`${variable}=${location}: there is no such file.`);
  const sha256 = await sha256Of(path);
  if (pinned !== undefined && pinned !== sha256) {
    throw new ImageError(`${variable}=${location} has SHA-256 ${sha256}, but ${pinned} is asked for.`);
  }
  return { location: path, isUrl: false, sha256 };
}

/** Brings a given archive to `target`. */
export async function fetchGiven(
  archive: GivenArchive,
  target: string,
  options: { printer: ProgressPrinter; signal?: AbortSignal },
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  if (!archive.isUrl) return copyFile(archive.location, target);
  const onProgress = (received: number, total: number | undefined) =>
    options.printer.update(
      `downloading ${archive.location}: ${Math.round(received / 1e6)} MB${total ? ` of ${Math.round(total / 1e6)}` : ""}`,
    );
  await download({ url: archive.location, sha256: archive.sha256 }, target, { onProgress, signal: options.signal });
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
