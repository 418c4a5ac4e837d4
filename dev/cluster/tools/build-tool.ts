import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { buildFlags, moduleFolder } from "./cache-folder.ts";
import { runGo } from "./run-go.ts";
import type { Tool } from "./tool-table.ts";

export interface BuildWatcher {
  /** Before compiling: how many packages the tool has, and how many of them Go's cache lacks. */
  onPlan(packages: number, missing: number): void;
  /** One more package is being compiled. */
  onPackage(path: string): void;
  /** Go fetches a module. */
  onDownload(module: string): void;
}

/** Builds one tool from the pinned Go module to `target`, which is either absent or whole. */
export async function buildTool(
  tool: Tool,
  target: string,
  watcher: BuildWatcher,
  signal?: AbortSignal,
): Promise<void> {
  const cwd = moduleFolder(tool);
  const flags = buildFlags(tool);
  const missing = new Set<string>();
  let packages = 0;
  const onDownload = (line: string) => {
    const module = /^go: downloading (\S+)/.exec(line)?.[1];
    if (module !== undefined) watcher.onDownload(module);
    return module !== undefined;
  };
  await runGo({
    args: ["list", ...flags, "-deps", "-f", "{{.Stale}} {{.ImportPath}}", tool.package],
    cwd,
    signal,
    onErrorLine: onDownload,
    onOutputLine(line) {
      packages += 1;
      if (line.startsWith("true ")) missing.add(line.slice(5));
    },
  });
  watcher.onPlan(packages, missing.size);
  await mkdir(dirname(target), { recursive: true });
  const part = `${target}.part-${process.pid}`;
  try {
    await runGo({
      args: ["build", "-v", ...flags, "-o", part, tool.package],
      cwd,
      signal,
      onErrorLine(line) {
        if (!onDownload(line) && missing.delete(line)) watcher.onPackage(line);
      },
    });
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}
