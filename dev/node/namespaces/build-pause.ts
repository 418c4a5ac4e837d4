import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheRoot } from "../../cluster/tools/cache-folder.ts";
import { runCommand } from "../run-command.ts";

const SOURCE = fileURLToPath(new URL("./pause.c", import.meta.url));

/** Compiles pause.c once a machine; returns the binary's path. */
export async function buildPause(root = cacheRoot(), signal?: AbortSignal): Promise<string> {
  return buildStatic(SOURCE, root, signal);
}

/** Compiles one C file to a static binary in the cache, keyed by its content; returns the binary's path. */
export async function buildStatic(source: string, root = cacheRoot(), signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 16);
  const folder = join(root, "node");
  const name = source.slice(source.lastIndexOf("/") + 1).replace(/\.c$/, "");
  const target = join(folder, `${name}-${hash}-${process.arch}`);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const part = `${target}.part-${process.pid}`;
  try {
    await runCommand("gcc", ["-Os", "-Wall", "-Wextra", "-Werror", "-static", "-s", "-o", part, source], { signal });
    renameSync(part, target);
  } finally {
    rmSync(part, { force: true });
  }
  return target;
}
