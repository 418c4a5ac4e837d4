import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EngineSource, findEngine } from "../../../dev/conformance/engine-module.ts";

export const PAPER_SHOP = fileURLToPath(new URL("../paper-shop", import.meta.url));

export interface BrokenEngine {
  source: EngineSource;
  remove(): void;
}

/** A copy of the paper shop with one file of its chart changed: `change` gets its text. */
export async function breakChart(file: string, change: (text: string) => string): Promise<BrokenEngine> {
  const folder = mkdtempSync(join(tmpdir(), "shopyard-broken-engine-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    cpSync(PAPER_SHOP, folder, { recursive: true });
    const path = join(folder, "chart", file);
    const text = readFileSync(path, "utf8");
    const changed = change(text);
    if (changed === text) throw new Error(`${file} is as it was: what was to be broken is not in it`);
    writeFileSync(path, changed);
    return { source: await findEngine("paper-shop", join(folder, "engine.ts")), remove };
  } catch (error) {
    remove();
    throw error;
  }
}
