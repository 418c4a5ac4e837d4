import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsOf, linksOf, ROOT } from "./support/markdown.ts";

const files = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** Why a link leads nowhere; undefined where it leads somewhere. */
function broken(from: string, link: string): string | undefined {
  const [path = "", anchor] = decodeURIComponent(link).split("#");
  const target = path === "" ? join(ROOT, from) : resolve(ROOT, dirname(from), path);
  if (relative(ROOT, target).startsWith("..")) return `${link} leaves the repository`;
  if (!existsSync(target)) return `${link}: there is no ${relative(ROOT, target)}`;
  if (anchor === undefined) return undefined;
  if (statSync(target).isDirectory() || !target.endsWith(".md")) return `${link}: only Markdown has anchors`;
  return anchorsOf(readFileSync(target, "utf8")).has(anchor) ? undefined : `${link}: no heading or id "${anchor}"`;
}

describe("links in README and docs", () => {
  it("are looked for in more than one file", () => {
    expect(files.length).toBeGreaterThan(5);
  });

  it.each(files)("lead somewhere from %s", (file) => {
    const relativeLinks = linksOf(readFileSync(join(ROOT, file), "utf8")).filter(
      (link) => !/^[a-z][a-z0-9+.-]*:/i.test(link),
    );
    expect(relativeLinks.map((link) => broken(file, link)).filter((reason) => reason !== undefined)).toEqual([]);
  });

  it("that lead nowhere are found", () => {
    expect(broken("README.md", "docs/no-such-file.md")).toContain("there is no docs/no-such-file.md");
    expect(broken("README.md", "docs/errors.md#no-such-code")).toContain("no heading");
    expect(broken("docs/errors.md", "#crashloop")).toBeUndefined();
  });
});
