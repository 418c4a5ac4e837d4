import { expect, test } from "vitest";
import { KUBERNETES_MINORS } from "../../dev/cluster/tools/tool-table.ts";
import { HELP, parseCommandLine } from "../compat/command-line.ts";

test("without arguments every supported minor is tried", () => {
  expect(parseCommandLine([])).toEqual({ minors: [...KUBERNETES_MINORS], suites: [] });
});

test("minors and suites can be chosen", () => {
  expect(parseCommandLine(["--kubernetes", "1.36", "tests/charts/dry-run.test.ts", "--kubernetes", "1.36"])).toEqual({
    minors: ["1.36"],
    suites: ["tests/charts/dry-run.test.ts"],
  });
});

test("a minor that no cluster here is of is refused, with those that are", () => {
  expect(() => parseCommandLine(["--kubernetes", "1.20"])).toThrow(/one of 1\.37, 1\.36, got "1\.20"/);
  expect(HELP).toContain("1.37, 1.36");
});
