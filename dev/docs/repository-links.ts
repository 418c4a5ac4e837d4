import { posix } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { sitePath } from "./site-path.ts";

type Token = ReturnType<MarkdownRenderer["parse"]>[number];

export interface RepositoryLinks {
  /** Sources of all pages of the site, from the repository's root. */
  pages: ReadonlySet<string>;
  /** Where a forge shows the repository's files, such as `https://github.com/o/r/blob/main`; absent: nowhere. */
  sourceUrl: string | undefined;
  /** The Markdown that is rendered, from the repository's root. */
  sourceOf(env: unknown): string;
}

/**
 * Markdown in the repository links from file to file. On the site a link to a page leads to the page; one to any other
 * file leads to the forge, and without a forge it is text. Pictures that follow the reader's colours follow the site's.
 */
export function repositoryLinks(markdown: MarkdownRenderer, links: RepositoryLinks): void {
  markdown.core.ruler.push("repository_links", ({ tokens, env }) => {
    const from = posix.dirname(links.sourceOf(env));
    for (const token of tokens) {
      if (token.type === "html_block") token.content = followingTheSite(token.content, from);
      let asText = false;
      for (const child of token.children ?? []) {
        if (child.type === "link_open") asText = !rewrite(child, from, links);
        if (asText && (child.type === "link_open" || child.type === "link_close")) unlink(child);
      }
    }
  });
}

/** False where the link leads nowhere that a reader of the site could go. */
function rewrite(link: Token, from: string, { pages, sourceUrl }: RepositoryLinks): boolean {
  const href = link.attrGet("href") ?? "";
  if (/^([a-z][a-z0-9+.-]*:|#)/i.test(href)) return true;
  const [path = "", anchor] = href.split("#");
  const target = posix.join(from, decodeURIComponent(path));
  const hash = anchor === undefined ? "" : `#${anchor}`;
  if (pages.has(target)) link.attrSet("href", `/${sitePath(target)}${hash}`);
  // A page that nobody listed: the build ends and names it.
  else if (target.endsWith(".md")) return true;
  else if (sourceUrl === undefined) return false;
  else link.attrSet("href", `${sourceUrl}/${target}${hash}`);
  return true;
}

function unlink(token: Token): void {
  token.tag = "span";
  token.attrs = null;
}

/** `<picture>` knows the system's colours, and not the switch of the site. */
function followingTheSite(html: string, from: string): string {
  return html.replace(
    /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img alt="([^"]*)" src="([^"]+)"[^>]*>\s*<\/picture>/g,
    (_, dark: string, alt: string, light: string) =>
      [
        ["light", light],
        ["dark", dark],
      ]
        .map(([scheme, file]) => `<img class="${scheme}-only" alt="${alt}" src="/${posix.join(from, file as string)}">`)
        .join("\n"),
  );
}
