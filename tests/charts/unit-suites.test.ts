import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { engines } from "./support/engine-values.ts";
import { readReport } from "./support/junit-report.ts";
import { chartFolder, run } from "./support/tools.ts";

/** Runs a chart's helm-unittest suites once; every test of theirs then counts as a test of ours. */
async function runSuites(chart: string) {
  const folder = await mkdtemp(join(tmpdir(), "shopyard-unittest-"));
  try {
    const file = join(folder, "report.xml");
    const flags = ["--strict", "--output-type", "JUnit", "--output-file", file];
    const output = await run("SHOPYARD_HELM_UNITTEST", [...flags, chartFolder(chart)]);
    // A broken suite file ends the run with no report at all: what was said then is in the output.
    return { output, tests: await readReport(file).catch(() => []) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

for (const chart of [...engines.map(({ name }) => name), "shopyard"]) {
  const { output, tests } = await runSuites(chart);

  describe(`helm-unittest: ${chart}`, () => {
    it("runs every suite file to its end", async () => {
      const files = (await readdir(join(chartFolder(chart), "tests"))).filter((file) => file.endsWith("_test.yaml"));
      expect(new Set(tests.map(({ suite }) => suite)).size, output.stdout + output.stderr).toBe(files.length);
      expect(output.code, output.stdout + output.stderr).toBe(0);
    });

    for (const { suite, name, failure } of tests) {
      it(`${suite}: ${name}`, () => {
        expect(failure).toBeUndefined();
      });
    }
  });
}
