import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readResults } from "../support/results.ts";

const test = (status: string) => ({ status, fullName: `a test that ${status}` });
const read = (testResults: object[]) => {
  const folder = mkdtempSync(join(tmpdir(), "shopyard-results-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "results.json");
  writeFileSync(file, JSON.stringify({ testResults }));
  return readResults(file);
};

describe("the count that npm test closes with", () => {
  it.each([
    ["nothing where nothing ran", [], { passed: 0, failed: 0, skipped: 0 }],
    [
      "tests over all files",
      [
        { name: "a", status: "passed", assertionResults: [test("passed"), test("passed")] },
        { name: "b", status: "failed", assertionResults: [test("passed"), test("failed")] },
      ],
      { passed: 3, failed: 1, skipped: 0 },
    ],
    [
      "a file that could not be loaded as a failure",
      [{ name: "a", status: "failed", assertionResults: [] }],
      { passed: 0, failed: 1, skipped: 0 },
    ],
    [
      "a file whose hook threw as a failure although its tests passed",
      [{ name: "a", status: "failed", assertionResults: [test("passed")] }],
      { passed: 1, failed: 1, skipped: 0 },
    ],
    [
      "skipped ones apart",
      [{ name: "a", status: "passed", assertionResults: [test("skipped"), test("todo"), test("passed")] }],
      { passed: 1, failed: 0, skipped: 2 },
    ],
  ])("counts %s", (_, testResults, expected) => {
    const { passed, failures, skipped } = read(testResults);
    expect({ passed, failed: failures.length, skipped: skipped.length }).toEqual(expected);
  });

  it("names each failure with its file and how its error began, without colours and stack", () => {
    const failureMessages = [
      "\u001b[31mAssertionError\u001b[39m: expected 1 to be 2\n\n- 2\n+ 1\n    at tests/b.test.ts:3:1\n    at run:1:1",
    ];
    const { failures } = read([
      { name: "a", status: "failed", message: "Error: no cluster\n    at start:1:1", assertionResults: [] },
      { name: "b", status: "failed", assertionResults: [{ ...test("failed"), failureMessages }] },
    ]);
    expect(failures).toEqual([
      "a\n    Error: no cluster",
      "b: a test that failed\n    AssertionError: expected 1 to be 2\n    - 2\n    + 1",
    ]);
  });
});
