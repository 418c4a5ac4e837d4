import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kubernetesVersion, type Tool } from "./tool-table.ts";

/** dev/tools of this checkout: the Go modules that pin every tool. */
export const TOOLS_MODULES = fileURLToPath(new URL("../../tools/", import.meta.url));

/** What the binaries are stamped with, and the flags that the cache's key covers. */
export function buildFlags(tool: Pick<Tool, "module" | "tags">): readonly string[] {
  const version = kubernetesVersion(tool);
  const [major = "", minor = ""] = version.slice(1).split(".");
  const stamps = [`gitVersion=${version}`, `gitMajor=${major}`, `gitMinor=${minor}`];
  const flags = ["-s -w", ...stamps.map((stamp) => `-X k8s.io/component-base/version.${stamp}`)];
  return [...(tool.tags === undefined ? [] : ["-tags", tool.tags]), "-trimpath", "-ldflags", flags.join(" ")];
}

/** Outside the checkout, so that every clone of the user shares it: `$SHOPYARD_CACHE`, else `$XDG_CACHE_HOME/shopyard`. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env.SHOPYARD_CACHE) return env.SHOPYARD_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "shopyard");
}

export function moduleFolder(tool: Tool): string {
  return join(TOOLS_MODULES, tool.module);
}

/** Where a tool's binary is kept. The folder's name changes whenever anything that makes the binary changes. */
export function cachedBinary(tool: Tool, root: string): string {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(moduleFolder(tool), file)));
  hash.update(buildFlags(tool).join("\n"));
  return join(root, "tools", `${hash.digest("hex").slice(0, 16)}-${process.platform}-${process.arch}`, tool.name);
}
