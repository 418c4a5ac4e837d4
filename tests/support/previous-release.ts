import { execFile } from "node:child_process";
import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { startPlatform } from "../../dev/platform/start-platform.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The release before this checkout; docs/release.md says when to name another. */
export const PREVIOUS = { version: "0.1.0", commit: "3bbd81302a4dda7794c9287d4c44952ea80833cb" };

/** Why there is no previous release here; undefined where there is. */
export async function whyNoPrevious(): Promise<string | undefined> {
  try {
    await run("git", ["cat-file", "-e", `${PREVIOUS.commit}^{commit}`], { cwd: ROOT });
    return undefined;
  } catch {
    return `this checkout has no commit ${PREVIOUS.commit} of release ${PREVIOUS.version}: fetch its history ("git fetch --unshallow")`;
  }
}

/**
 * Puts the previous release's sources into `folder`, and gives what starts its platform: its chart, its definition of
 * Store, its operator and server. Other people's packages are this checkout's.
 */
export async function previousRelease(folder: string): Promise<typeof startPlatform> {
  const archive = join(folder, "previous.tar");
  const sources = join(folder, "previous");
  await mkdir(sources, { recursive: true });
  await run("git", ["archive", "--output", archive, PREVIOUS.commit], { cwd: ROOT });
  await run("tar", ["--extract", "--file", archive, "--directory", sources]);
  await linkPackages(sources);
  const entry = join(sources, "dev/platform/start-platform.ts");
  return ((await import(pathToFileURL(entry).href)) as { startPlatform: typeof startPlatform }).startPlatform;
}

async function linkPackages(sources: string): Promise<void> {
  const [from, to] = [join(ROOT, "node_modules"), join(sources, "node_modules")];
  await mkdir(join(to, "@shopyard"), { recursive: true });
  for (const name of await readdir(from)) {
    if (name !== "@shopyard") await symlink(join(from, name), join(to, name));
  }
  for (const name of await readdir(join(from, "@shopyard"))) {
    await symlink(join(sources, name), join(to, "@shopyard", name));
  }
}
