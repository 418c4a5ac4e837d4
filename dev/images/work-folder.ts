import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { identify, isAlive } from "../cluster/processes/identity.mjs";

const PREFIX = "work.";

/**
 * A folder for one run, inside `parent`. Its name tells whose it is, so that what a killed run left is removed by the
 * next one. The caller removes it.
 */
export async function createWorkFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  await removeDeadWorkFolders(parent);
  const own = identify();
  const path = join(parent, `${PREFIX}${own?.pid}.${encodeURIComponent(own?.startTime ?? "")}`);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

export async function removeDeadWorkFolders(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = /^work\.(\d+)\.(.*)$/.exec(name);
    if (owner === null) continue;
    if (isAlive({ pid: Number(owner[1]), startTime: decodeURIComponent(owner[2] ?? "") })) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}
