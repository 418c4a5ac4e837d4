import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { acquireLock } from "../processes/file-lock.mjs";
import { type BuildJob, buildMissing } from "./build-missing.ts";
import { cachedBinary, cacheRoot } from "./cache-folder.ts";
import { goFolders, requireDiskSpace } from "./disk-space.ts";
import { DownloadUnavailable, download } from "./download.ts";
import { type DownloadTable, pinnedRelease, readDownloadTable } from "./downloads.ts";
import { findOnPath } from "./find-on-path.ts";
import { requireGo } from "./go-toolchain.ts";
import { formatSeconds } from "./progress.ts";
import { createProgressPrinter, type ProgressPrinter } from "./progress-printer.ts";
import { type KubernetesMinor, type Tool, type ToolName, toolByName } from "./tool-table.ts";

/** Where a binary came from. `cache` knows no more: what put it there is gone. */
export type ToolSource = "path" | "cache" | "downloaded" | "built";

export interface ToolBinary {
  name: ToolName;
  version: string;
  path: string;
  source: ToolSource;
  /** Seconds it took to get, when this call got it. */
  seconds?: number;
}

export interface EnsureToolsOptions {
  /** Where the binaries are kept; default `$SHOPYARD_CACHE`, else `$XDG_CACHE_HOME/shopyard`, else `~/.cache/shopyard`. */
  cache?: string;
  printer?: ProgressPrinter;
  /** Which control plane; default the first of KUBERNETES_MINORS. */
  kubernetes?: KubernetesMinor | undefined;
  /** The releases that may be downloaded; default dev/tools/downloads.json. */
  downloads?: DownloadTable;
  signal?: AbortSignal;
}

/**
 * Gets the binaries, each from the first of: PATH at the pinned version, the cache, the official release when its
 * checksum is pinned, the pinned Go module. Two at once don't do the work twice: the second waits for the first.
 *
 * @throws ToolError when something stands in the way, saying what to do
 */
export async function ensureTools(
  names: readonly ToolName[],
  options: EnsureToolsOptions = {},
): Promise<Map<ToolName, ToolBinary>> {
  const root = options.cache ?? cacheRoot();
  const printer = options.printer ?? createProgressPrinter();
  const found = new Map<ToolName, ToolBinary>();
  const missing = await lookFor(
    names.map((name) => toolByName(name, options.kubernetes)),
    root,
    found,
  );
  if (missing.length === 0) return found;
  const lock = await acquireLock(join(root, "tools.lock"), {
    onWait: (pid) => printer.say(`waiting for process ${pid}, which is getting the cluster's tools`),
    signal: options.signal,
  });
  try {
    let rest = await lookFor(missing, root, found);
    rest = await downloadPinned(rest, root, found, printer, options);
    await buildRest(rest, root, found, printer, options.signal);
  } finally {
    lock.release();
  }
  return found;
}

async function lookFor(tools: readonly Tool[], root: string, found: Map<ToolName, ToolBinary>): Promise<Tool[]> {
  const missing = await Promise.all(
    tools.map(async (tool) => {
      const { name, version } = tool;
      const onPath = await findOnPath(tool);
      const cached = cachedBinary(tool, root);
      if (onPath !== undefined) found.set(name, { name, version, path: onPath, source: "path" });
      else if (existsSync(cached)) found.set(name, { name, version, path: cached, source: "cache" });
      return found.has(name) ? [] : [tool];
    }),
  );
  return missing.flat();
}

async function downloadPinned(
  tools: readonly Tool[],
  root: string,
  found: Map<ToolName, ToolBinary>,
  printer: ProgressPrinter,
  options: EnsureToolsOptions,
): Promise<Tool[]> {
  const table = options.downloads ?? readDownloadTable();
  const rest: Tool[] = [];
  let refused = false;
  for (const tool of tools) {
    const release = pinnedRelease(table, tool);
    // Where one official host can't be reached the others can't either: don't wait ten seconds for each.
    if (release === undefined || refused) {
      rest.push(tool);
      continue;
    }
    const target = cachedBinary(tool, root);
    const began = Date.now();
    try {
      await download(release, target, {
        signal: options.signal,
        onProgress: (received, total) =>
          printer.update(
            `downloading ${tool.name} ${tool.version}: ${megabytes(received)}${total ? ` of ${megabytes(total)}` : ""}`,
          ),
      });
      printer.done();
      const seconds = (Date.now() - began) / 1000;
      found.set(tool.name, { name: tool.name, version: tool.version, path: target, source: "downloaded", seconds });
      await record(target, { source: "downloaded", url: release.url, seconds });
    } catch (error) {
      if (!(error instanceof DownloadUnavailable)) throw error;
      refused = true;
      printer.say(`${error.message}; building instead`);
      rest.push(tool);
    }
  }
  return rest;
}

async function buildRest(
  tools: readonly Tool[],
  root: string,
  found: Map<ToolName, ToolBinary>,
  printer: ProgressPrinter,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [first] = tools;
  if (first === undefined) return;
  requireGo(first);
  await requireDiskSpace([root, ...goFolders()]);
  const names = tools.map((tool) => tool.name).join(", ");
  printer.say(
    `building ${names} from the pinned Go modules: once on this machine, up to ` +
      `${formatSeconds(tools.reduce((sum, tool) => sum + tool.buildSeconds, 0))} on 2 cores; ` +
      "interrupted, it goes on where it stopped",
  );
  const jobs: BuildJob[] = tools.map((tool) => ({ tool, target: cachedBinary(tool, root) }));
  const records: Promise<void>[] = [];
  await buildMissing(
    jobs,
    printer,
    ({ tool, target }, seconds) => {
      printer.say(`built ${tool.name} ${tool.version} in ${formatSeconds(seconds)}`);
      found.set(tool.name, { name: tool.name, version: tool.version, path: target, source: "built", seconds });
      records.push(record(target, { source: "built", seconds }));
    },
    signal,
  );
  await Promise.all(records);
}

/** Beside each cached binary: where it came from. */
async function record(target: string, origin: { source: ToolSource; seconds: number; url?: string }): Promise<void> {
  await writeFile(`${target}.json`, `${JSON.stringify({ ...origin, time: new Date().toISOString() })}\n`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
