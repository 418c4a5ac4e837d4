import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { createMarkdownRenderer, disposeMdItInstance } from "vitepress";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docsSections } from "../../dev/docs/pages.ts";
import { repositoryLinks } from "../../dev/docs/repository-links.ts";
import { sitePath } from "../../dev/docs/site-path.ts";
import { linksOf, ROOT, readText } from "./support/markdown.ts";

const listed = docsSections(ROOT).flatMap(({ pages }) => pages.map(({ source }) => source));

describe("docs/index.md", () => {
  it("lists every page below docs/, and none twice", () => {
    const pages = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`);
    expect(listed.filter((page) => page.startsWith("docs/")).toSorted()).toEqual(pages.toSorted());
    expect(listed.toSorted()).toEqual([...new Set(listed)].toSorted());
  });

  it("lists every page that another one leads to", () => {
    const linked = listed.flatMap((page) =>
      linksOf(readText(page))
        .map((link) => link.split("#")[0] ?? "")
        .filter((link) => link.endsWith(".md") && !/^[a-z]+:/.test(link))
        .map((link) => posix.join(posix.dirname(page), link)),
    );
    expect([...new Set(linked)].filter((page) => !listed.includes(page))).toEqual([]);
  });
});

describe("a link from file to file", () => {
  const render = async (text: string, sourceUrl?: string) => {
    // It keeps one, whatever it is asked for.
    disposeMdItInstance();
    const renderer = await createMarkdownRenderer(ROOT, {
      config: (markdown) =>
        repositoryLinks(markdown, {
          pages: new Set(["README.md", "docs/a.md"]),
          sourceUrl,
          sourceOf: () => "docs/a.md",
        }),
    });
    return renderer.renderAsync(text, { relativePath: "docs/a.md" });
  };

  it("leads to the page where it has one", async () => {
    expect(await render("[the readme](../README.md#try-it)")).toContain('href="/#try-it"');
  });

  it("to a file without a page leads to the forge, and is text where there is none", async () => {
    expect(await render("[it](../LICENSE)", "https://forge.test/blob/main")).toContain(
      'href="https://forge.test/blob/main/LICENSE"',
    );
    expect(await render("[it](../LICENSE) and [more](a.md)")).toMatch(/<span>it<\/span> and <a href="[^"]*\/docs\/a/);
  });

  it("to Markdown that nobody listed stays one, which ends the build", async () => {
    for (const sourceUrl of [undefined, "https://forge.test/blob/main"]) {
      expect(await render("[it](nowhere.md)", sourceUrl)).toContain('href="./nowhere.html"');
    }
  });

  it("elsewhere stays as it is", async () => {
    expect(await render("[it](https://example.com/x.md)")).toContain('href="https://example.com/x.md"');
  });
});

describe("the site", () => {
  const out = mkdtempSync(join(tmpdir(), "shopyard-docs-"));
  const forge = "https://forge.test/blob/main";
  /** Its pages by their paths, such as `docs/index.html`. */
  const pages = new Map<string, string>();
  let files: string[] = [];

  beforeAll(() => {
    execFileSync(process.execPath, [join(ROOT, "dev/docs/main.ts"), "--out", out, "--source", forge], {
      stdio: "pipe",
    });
    files = readdirSync(out, { recursive: true, encoding: "utf8" });
    for (const file of files) if (file.endsWith(".html")) pages.set(file, readFileSync(join(out, file), "utf8"));
  }, 120_000);
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it("has what is listed, and nothing else", () => {
    const wanted = listed.map((source) => sitePath(source).replace(/\.md$/, ".html"));
    expect([...pages.keys()].toSorted()).toEqual([...wanted, "404.html"].toSorted());
  });

  it("leads from every page to every other", () => {
    for (const [path, html] of pages) {
      if (path === "404.html") continue;
      const reached = new Set(hrefsOf(html).map(({ href }) => targetOf(path, href).file));
      expect([path, [...pages.keys()].filter((page) => page !== "404.html" && !reached.has(page))]).toEqual([path, []]);
    }
  });

  it("has no link and no anchor that leads nowhere", () => {
    const dead = [...pages].flatMap(([path, html]) =>
      hrefsOf(html)
        .filter(({ href }) => !/^(https?|data|mailto):/.test(href))
        .map(({ href }) => ({ path, href, ...targetOf(path, href) }))
        .filter(({ file, anchor }) => {
          if (!existsSync(join(out, file))) return true;
          return anchor !== undefined && pages.get(file)?.includes(`id="${anchor}"`) === false;
        })
        .map(({ path, href }) => `${path}: ${href}`),
    );
    expect(dead).toEqual([]);
  });

  it("links to the repository's files where they are", () => {
    const linked = [...pages.values()]
      .flatMap(hrefsOf)
      .filter(({ href }) => href.startsWith(`${forge}/`))
      .map(({ href }) => href.slice(forge.length + 1));
    expect(linked).toContain("LICENSE");
    expect(linked.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it("is searched without asking anybody, and loads nothing from elsewhere", () => {
    expect(files.filter((file) => /assets\/chunks\/@localSearchIndex/.test(file))).toHaveLength(1);
    const loaded = [...pages].flatMap(([path, html]) =>
      [...html.matchAll(/<(?:script|img|source|iframe|link)\b[^>]*?\b(?:src|srcset|href)="([^"]*)"/g)].map(
        ([, url]) => `${path}: ${url}`,
      ),
    );
    const styles = files
      .filter((file) => file.endsWith(".css"))
      .flatMap((file) =>
        [...readFileSync(join(out, file), "utf8").matchAll(/url\(["']?([^"')]+)/g)].map(([, url]) => `${file}: ${url}`),
      );
    expect(loaded.length).toBeGreaterThan(pages.size);
    expect([...loaded, ...styles].filter((line) => /: (https?:)?\/\//.test(line))).toEqual([]);
  });

  const hrefsOf = (html: string) =>
    [...html.matchAll(/<a\b[^>]*?\bhref="([^"]*)"/g)].map(([, href]) => ({
      href: (href ?? "").replaceAll("&amp;", "&"),
    }));

  /** The file that a link from a page leads to, and the part of it. */
  function targetOf(path: string, href: string): { file: string; anchor: string | undefined } {
    const [to = "", anchor] = href.split("#");
    const file = to === "" ? path : posix.join(posix.dirname(path), to);
    return { file: file.endsWith("/") || file === "." ? posix.join(file, "index.html") : file, anchor };
  }
});

describe("the site while it is written", () => {
  const state = join(ROOT, ".shopyard");
  let folder = "";
  let server: ReturnType<typeof spawn> | undefined;
  afterAll(async () => {
    if (server !== undefined && server.exitCode === null && server.kill()) await once(server, "exit");
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  it("is the pages, and gives out nothing of what runs in the same checkout", async () => {
    mkdirSync(state, { recursive: true });
    folder = mkdtempSync(join(state, "test-docs-"));
    writeFileSync(join(folder, "kubeconfig"), "a token");
    server = spawn(process.execPath, [join(ROOT, "dev/docs/main.ts"), "--serve"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const url = await new Promise<string>((resolve, reject) => {
      let said = "";
      server?.stdout?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const found = /^Documentation: (\S+)\n/m.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      server?.once("exit", () => reject(new Error(`it ended, having said: ${said}`)));
    });
    const page = await fetch(new URL("docs/guide.html", url), { headers: { accept: "text/html" } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("@vite/client")]);
    const secret = join(folder, "kubeconfig");
    for (const path of [posix.relative(ROOT, secret), `@fs${secret}`, `@fs${secret}?raw`]) {
      const response = await fetch(new URL(path, url));
      expect([path, response.status, await response.text()]).toEqual([
        path,
        403,
        expect.not.stringContaining("a token"),
      ]);
    }
  }, 60_000);
});
