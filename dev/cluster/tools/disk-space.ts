import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { ToolError } from "./tool-error.ts";

/** Modules, compiled packages and binaries of a cold build, rounded up. */
export const NEEDED_BYTES = 6 * 1024 ** 3;

/** Throws a ToolError when a folder that a cold build fills has less free space than it may need. */
export async function requireDiskSpace(folders: readonly string[], needed = NEEDED_BYTES): Promise<void> {
  for (const folder of folders) {
    const { bavail, bsize } = await statfs(nearestExisting(folder));
    const free = bavail * bsize;
    if (free >= needed) continue;
    throw new ToolError(
      `A cold build needs about ${gigabytes(needed)} GiB and ${folder} has ${gigabytes(free)} GiB free: make room, ` +
        "or point SHOPYARD_CACHE, GOCACHE and GOMODCACHE to a larger disk.",
    );
  }
}

/** Where Go keeps what it compiles and downloads, without asking it. */
export function goFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const cache = env.GOCACHE || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "go-build");
  const modules = env.GOMODCACHE || join(env.GOPATH || join(homedir(), "go"), "pkg", "mod");
  return [cache, modules];
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
