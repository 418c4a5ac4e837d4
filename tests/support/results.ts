import { readFileSync } from "node:fs";

interface Report {
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

/**
 * Counts vitest's JSON report. A file that failed without a failed test in it (it could not be loaded, a hook threw)
 * counts as one failure, so that nothing passes by not running.
 */
export function readResults(file: string): { passed: number; failed: number; skipped: string[] } {
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  for (const { status, assertionResults, name } of report.testResults) {
    const count = (wanted: string) => assertionResults.filter((result) => result.status === wanted).length;
    passed += count("passed");
    failed += count("failed");
    if (status === "failed" && count("failed") === 0) failed += 1;
    for (const result of assertionResults) {
      if (["pending", "skipped", "todo", "disabled"].includes(result.status))
        skipped.push(`${result.fullName} (${name})`);
    }
  }
  return { passed, failed, skipped };
}
