/** The site of the documentation, as VitePress is told to make it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { headingAnchor } from "./heading-anchor.ts";
import { type DocsSection, docsSections } from "./pages.ts";
import { repositoryLinks } from "./repository-links.ts";
import { sitePath } from "./site-path.ts";

/** From where this file is, and from where VitePress reads it, bundled: .vitepress beside it. */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Pages in a group of the navigation from which on it begins folded. */
const LONG = 15;

/** Set by dev/docs/main.ts: where a forge shows the repository's files; without it such links are text. */
export const SOURCE_URL = "DOCS_SOURCE_URL";

export function docsSite() {
  const sections = docsSections(ROOT);
  const pages = new Set(sections.flatMap((section) => section.pages.map(({ source }) => source)));
  const rewrites = Object.fromEntries([...pages].map((source) => [source, sitePath(source)]));
  const sources = new Map(Object.entries(rewrites).map(([source, path]) => [path, source]));
  const favicon = readFileSync(join(ROOT, "client/public/favicon.svg"), "base64");
  return defineConfig({
    title: "Shopyard",
    description: "Documentation of Shopyard, which turns a Kubernetes cluster into a self-service yard of online shops",
    lang: "en",
    // The site works below any path, wherever it is put.
    base: "./",
    srcDir: ROOT,
    srcExclude: allBut(pages),
    // Every `config.ts` of the repository would be taken for one of VitePress.
    additionalConfig: {},
    cacheDir: join(ROOT, "node_modules/.vitepress"),
    rewrites,
    head: [["link", { rel: "icon", href: `data:image/svg+xml;base64,${favicon}` }]],
    markdown: {
      // Braces and colons are Kubernetes' here.
      attrs: false,
      emoji: { enabled: [] },
      anchor: { slugify: headingAnchor },
      config: (markdown) =>
        repositoryLinks(markdown, {
          pages,
          sourceUrl: process.env[SOURCE_URL] || undefined,
          sourceOf: (env) => {
            const { relativePath } = env as { relativePath: string };
            return sources.get(relativePath) ?? relativePath;
          },
        }),
    },
    themeConfig: {
      sidebar: sections.map(sidebarGroup),
      outline: [2, 3],
      search: { provider: "local" },
    },
    vite: {
      // The root is the repository: what runs and is built beside the pages is no reason to read them again.
      server: {
        watch: { ignored: ["**/.shopyard/**", "**/dist/**", "**/node_modules/**"] },
        // Credentials of local clusters, which only their owner may read; the rest are vite's defaults.
        fs: { deny: [".env", ".env.*", "*.{crt,pem}", "**/.git/**", "**/.shopyard/**"] },
      },
    },
  });
}

function sidebarGroup({ title, pages }: DocsSection) {
  const items = pages.map(({ title, source }) => ({ text: title, link: `/${sitePath(source)}` }));
  return { text: title, items, collapsed: items.length > LONG };
}

/** Patterns of the Markdown that is no page. VitePress would take every file. */
function allBut(pages: ReadonlySet<string>): string[] {
  const folders = new Set([...pages].filter((page) => page.includes("/")).map((page) => page.split("/")[0]));
  const filesOf = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`);
  return readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory() && !folders.has(entry.name)) return [`${entry.name}/**`];
    const files = entry.isDirectory() ? filesOf(entry.name) : [entry.name];
    return files.filter((file) => file.endsWith(".md") && !pages.has(file));
  });
}
