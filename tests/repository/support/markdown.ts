import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { headingAnchor } from "../../../dev/docs/heading-anchor.ts";

/** The repository's root, with a slash at its end. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export const readText = (path: string): string => readFileSync(ROOT + path, "utf8");

/** The lines of a table's body (no head, no rule), by the heading they stand under. */
export function tableRows(markdown: string, heading: string): string[] {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (start === -1) throw new Error(`there is no heading "${heading}"`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#+ /.test(line));
  const rows = (end === -1 ? rest : rest.slice(0, end)).filter((line) => line.startsWith("|"));
  return rows.slice(2);
}

/** What a link to a part of a Markdown file may name: its headings as GitHub spells them, and explicit ids. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const line of withoutCode(markdown).split("\n")) {
    const heading = /^#{1,6} (.+)$/.exec(line)?.[1];
    if (heading !== undefined) {
      const slug = headingAnchor(heading);
      let unique = slug;
      for (let copy = 1; anchors.has(unique); copy += 1) unique = `${slug}-${copy}`;
      anchors.add(unique);
    }
    for (const [, id] of line.matchAll(/<a id="([^"]+)">/g)) anchors.add(id as string);
  }
  return anchors;
}

/** Targets of links and images, also of HTML ones. */
export function linksOf(markdown: string): string[] {
  const text = withoutCode(markdown).replace(/`[^`\n]*`/g, "");
  return [
    ...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string),
    ...[...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, target]) => target as string),
  ];
}

const withoutCode = (markdown: string): string => markdown.replace(/^(```+)[^\n]*\n[\s\S]*?^\1\s*$/gm, "");
