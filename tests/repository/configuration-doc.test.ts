import { describe, expect, it } from "vitest";
import { configHelp } from "../../operator/config.ts";
import { helpText } from "../../server/config.ts";
import { readText, tableRows } from "./support/markdown.ts";

const doc = readText("docs/configuration.md");
const documented = (heading: string): string[] =>
  tableRows(doc, heading).map((row) => /^\| `([A-Z_]+)`/.exec(row)?.[1] ?? row);
const settingsIn = (help: string): string[] =>
  [...help.matchAll(/^ {2}([A-Z_]+)\b/gm)].map(([, name]) => name as string);

describe("docs/configuration.md", () => {
  it.each([
    ["Operator", configHelp()],
    ["Server", helpText()],
  ])("lists every setting that the %s's --help prints, and no other", (heading, help) => {
    expect([...documented("Both"), ...documented(heading)].sort()).toEqual(settingsIn(help).sort());
  });
});
