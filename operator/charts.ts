import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parse } from "yaml";
import type { ChartInfo } from "./platform.ts";

/**
 * Reads the charts that the engines name: their digest and what Chart.yaml says.
 * @throws Error naming the folder that is missing or is no chart
 */
export async function readCharts(folder: string, names: readonly string[]): Promise<Map<string, ChartInfo>> {
  const charts = new Map<string, ChartInfo>();
  for (const name of new Set(names)) charts.set(name, await readChart(join(folder, name)));
  return charts;
}

async function readChart(folder: string): Promise<ChartInfo> {
  const files = (
    await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      throw new Error(`chart ${folder} cannot be read: set CHARTS_DIR to the folder of the charts`, { cause: error });
    })
  )
    // helm-unittest suites are no part of what is installed.
    .filter((entry) => entry.isFile() && relative(folder, entry.parentPath).split("/")[0] !== "tests")
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(await readFile(join(folder, file)))
      .update("\0");
  const { name, version, appVersion } = parse(await readFile(join(folder, "Chart.yaml"), "utf8")) as Record<
    string,
    string
  >;
  if (!name || !version || !appVersion) throw new Error(`${folder}/Chart.yaml must name name, version and appVersion`);
  return { digest: hash.digest("hex"), name, version, appVersion };
}
