import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { Tool } from "./tool-table.ts";

/**
 * The first binary of the tool's name on PATH, if it is of the pinned version; a slow or failing one counts as none.
 * Links are followed, because `cluster env` puts links on PATH that go away with their cluster.
 */
export async function findOnPath(tool: Tool, path = process.env.PATH ?? ""): Promise<string | undefined> {
  const found = firstExecutable(tool.name, path);
  if (found === undefined || tool.versionArgs.length === 0) return undefined;
  return (await printsVersion(found, tool)) ? realpathSync(found) : undefined;
}

/** The first executable of that name in a PATH-like list of folders. */
export function firstExecutable(name: string, path = process.env.PATH ?? ""): string | undefined {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {}
  }
  return undefined;
}

function printsVersion(binary: string, tool: Tool): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(binary, [...tool.versionArgs], { timeout: 5000 }, (error, stdout) => {
      resolve(error === null && tool.versionPattern.test(stdout));
    });
  });
}
