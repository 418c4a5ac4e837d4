import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readText, tableRows } from "./support/markdown.ts";

const CHART = "charts/shopyard";
const text = readText(`${CHART}/values.yaml`);
const values = parse(text) as Record<string, unknown>;
const readme = readText(`${CHART}/README.md`);
const rows = tableRows(readme, "Values").map((row) => {
  const [, path = "", , fallback = "", about = ""] = /^\| (\S+) \| (\w+) \| `(.*?)` \| (.*) \|$/.exec(row) ?? [];
  // What Go calls it where YAML says null.
  return { path, fallback: fallback === "nil" ? "null" : fallback, about };
});

const valueAt = (path: string): unknown =>
  path
    .replaceAll("\\.", "\0")
    .split(".")
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | null)?.[key.replaceAll("\0", ".")], values);

const leavesOf = (node: unknown, path = ""): string[] =>
  typeof node === "object" && node !== null && !Array.isArray(node) && Object.keys(node).length > 0
    ? Object.entries(node).flatMap(([key, value]) => leavesOf(value, path === "" ? key : `${path}.${key}`))
    : [path];

/** What helm-docs makes of the comments that are for it, in the order of the file. */
const comments = [...text.matchAll(/^ *# -- (.*\n(?: *# .*\n)*)/gm)].map(([, comment = ""]) =>
  comment
    .split("\n")
    .map((line) => line.replace(/^ *# /, "").trim())
    .filter((line) => line !== "")
    .join(" "),
);

describe("charts/shopyard/README.md", () => {
  it("says of every value what values.yaml says, and its default", () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.map(({ about }) => about)).toEqual(comments);
    for (const { path, fallback } of rows) expect([path, parse(fallback)]).toEqual([path, valueAt(path)]);
  });

  it("leaves no value out", () => {
    const told = rows.map(({ path }) => path);
    const untold = leavesOf(values).filter(
      (leaf) => !told.some((path) => leaf === path || leaf.startsWith(`${path}.`)),
    );
    expect(untold).toEqual([]);
  });
});
