import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { readText } from "./support/markdown.ts";

const text = readText("docs/threat-model.md").replaceAll("\n", " ");
/** Links to suites, and the test's name where one is named behind it. */
const named = [...text.matchAll(/\]\((\.\.\/[^)]+_?test\.(?:ts|yaml))\)(?: "([^"]+)")?/g)].map(
  ([, link = "", name]) => ({
    file: posix.join("docs", link),
    name,
  }),
);

describe("the threat model", () => {
  it("says of every protection which test shows it", () => {
    const tables = text.split("| Shown by |").slice(1);
    expect(tables.length).toBeGreaterThan(5);
    const unshown = readText("docs/threat-model.md")
      .split("\n## ")
      .filter((section) => section.includes("| Shown by |"))
      .flatMap((section) =>
        section
          .split("\n")
          .filter((line) => line.startsWith("|"))
          .slice(2),
      )
      .filter((row) => !/test\.(ts|yaml)|\| the same|\| npm itself \|/.test(row));
    expect(unshown).toEqual([]);
  });

  it.each(named.filter(({ name }) => name !== undefined))("names a test of $file: $name", ({ file, name = "" }) => {
    expect(readText(file)).toContain(name);
  });
});
