import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

interface Report {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

export interface Results {
  passed: number;
  /** One for each that failed: its file, its title and what its error began with. */
  failures: string[];
  skipped: string[];
}

/** Of an error, so many lines: the rest, with the stack, stands where the test ran. */
const ERROR_LINES = 4;

/**
 * Reads vitest's JSON report. A file that failed without a failed test in it (it could not be loaded, a hook threw)
 * is one failure, so that nothing passes by not running.
 */
export function readResults(file: string): Results {
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  const results: Results = { passed: 0, failures: [], skipped: [] };
  for (const { status, assertionResults, name, message } of report.testResults) {
    const failed = assertionResults.filter((result) => result.status === "failed");
    results.passed += assertionResults.filter((result) => result.status === "passed").length;
    for (const { fullName, failureMessages } of failed) {
      results.failures.push(`${name}: ${fullName}${beginning(failureMessages?.[0])}`);
    }
    if (status === "failed" && failed.length === 0) results.failures.push(`${name}${beginning(message)}`);
    for (const result of assertionResults) {
      if (["pending", "skipped", "todo", "disabled"].includes(result.status))
        results.skipped.push(`${result.fullName} (${name})`);
    }
  }
  return results;
}

function beginning(error = ""): string {
  const lines = stripVTControlCharacters(error).split("\n");
  const told = lines.filter((line) => line.trim() !== "" && !/^\s+at /.test(line)).slice(0, ERROR_LINES);
  return told.map((line) => `\n    ${line}`).join("");
}
