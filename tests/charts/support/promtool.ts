import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReportedTest, readReport } from "./junit-report.ts";
import { type Output, run } from "./tools.ts";

/** Files by name; YAML, of which JSON is a part. */
export type Files = Record<string, string>;

async function inFolder<T>(files: Files, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "shopyard-promtool-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What promtool says to a file of rules; what it would only remark counts as an error. */
export const checkRules = (text: string): Promise<Output> =>
  inFolder({ "rules.yaml": text }, (folder) =>
    run("SHOPYARD_PROMTOOL", ["check", "rules", "--lint=all", "--lint-fatal", join(folder, "rules.yaml")]),
  );

/** Runs files of `promtool test rules`; all of them find `rules` as rules.yaml. */
export const testRules = (rules: string, tests: Files): Promise<{ output: Output; tests: ReportedTest[] }> =>
  inFolder({ ...tests, "rules.yaml": rules }, async (folder) => {
    const report = join(folder, "report.xml");
    const files = Object.keys(tests).map((name) => join(folder, name));
    const output = await run("SHOPYARD_PROMTOOL", ["test", "rules", `--junit=${report}`, ...files]);
    return { output, tests: await readReport(report).catch(() => []) };
  });
