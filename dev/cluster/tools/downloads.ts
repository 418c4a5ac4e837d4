import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TOOLS_MODULES } from "./cache-folder.ts";
import type { Tool, ToolName } from "./tool-table.ts";

/** One official release of one tool for one platform. */
export interface Release {
  url: string;
  /** Hex SHA-256 of the file at `url`, known beforehand. Without it nothing is downloaded. */
  sha256: string | null;
  /** Where the binary is inside a `.tar.gz`; absent when the file is the binary. */
  member?: string;
}

/** tool -> `<os>-<arch>` as Node names them -> release. */
export type DownloadTable = Partial<Record<ToolName, Record<string, Release>>>;

/** The table of this checkout, dev/tools/downloads.json. */
export function readDownloadTable(): DownloadTable {
  return JSON.parse(readFileSync(join(TOOLS_MODULES, "downloads.json"), "utf8")) as DownloadTable;
}

/** The release to download, if one is pinned for this machine; the table knows those of the first module. */
export function pinnedRelease(
  table: DownloadTable,
  tool: Pick<Tool, "name" | "module">,
  platform = `${process.platform}-${process.arch}`,
): (Release & { sha256: string }) | undefined {
  const release = tool.module === "." ? table[tool.name]?.[platform] : undefined;
  if (release === undefined || release.sha256 === null) return undefined;
  return { ...release, sha256: release.sha256 };
}
