/** The pages of the documentation, in the order and under the headings of docs/index.md, which is the one list of them. */
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

export interface DocsPage {
  title: string;
  /** Its Markdown, as a path from the repository's root. */
  source: string;
}

export interface DocsSection {
  title: string;
  pages: readonly DocsPage[];
}

/** Lists of pages: each row of their tables begins with a link to one. */
const INDEX = "docs/index.md";
const DECISIONS = "docs/decisions/index.md";

/** @param root  the repository's root */
export function docsSections(root: string): readonly DocsSection[] {
  const read = (source: string) => sectionsOf(readFileSync(join(root, source), "utf8"), source);
  const [index, ...sections] = read(INDEX);
  const decisions = read(DECISIONS).flatMap(({ pages }) => pages);
  if (index === undefined || index.pages.length > 0) throw new Error(`${INDEX} must begin with a heading and no pages`);
  const [first, ...rest] = sections.filter(({ pages }) => pages.length > 0);
  if (first === undefined) throw new Error(`${INDEX} lists no page: put a table of links under a heading`);
  return [
    { ...first, pages: [...first.pages, { title: index.title, source: INDEX }] },
    ...rest,
    { title: "Decisions", pages: [{ title: "All decisions", source: DECISIONS }, ...decisions] },
  ];
}

/** What each heading of a list has in its tables; `from` is the list itself, which the links start at. */
function sectionsOf(markdown: string, from: string): { title: string; pages: DocsPage[] }[] {
  const sections: { title: string; pages: DocsPage[] }[] = [];
  for (const line of markdown.split("\n")) {
    const heading = /^#+ (.+)$/.exec(line)?.[1];
    if (heading !== undefined) sections.push({ title: heading, pages: [] });
    const [, text, link, beside] = /^\| \[([^\]]+)\]\(([^)#]+\.md)\) \| (.+?) \|$/.exec(line) ?? [];
    if (text === undefined || link === undefined) continue;
    // A decision is known by its number and what stands beside it.
    const title = /^\d+$/.test(text) ? `${Number(text)}. ${beside?.replaceAll("`", "")}` : text;
    sections.at(-1)?.pages.push({ title, source: posix.join(posix.dirname(from), link) });
  }
  return sections;
}
