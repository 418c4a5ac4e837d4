import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import manifest from "@shopyard/crds/package.json" with { type: "json" };
import { build, type InlineConfig } from "vite";
import { type BundledPackage, bomOf } from "./sbom.ts";
import { ROOT, sourcesDigest } from "./sources-digest.ts";

/** What is built: the dashboard's pages, and each process as one file that needs no packages beside it. */
export const PARTS = ["client", "server", "dashboard", "operator"] as const;
export type Part = (typeof PARTS)[number];

interface Recipe {
  /** Of the checkout; whatever decides what comes out. */
  sources: readonly string[];
  /** Where it comes out. */
  folder: string;
  config: InlineConfig;
  /** Files that go beside it as they are. */
  beside?: readonly string[];
}

const LOCKFILE = "package-lock.json";

const RECIPES: Record<Part, Recipe> = {
  client: {
    sources: ["client/src", "client/public", "client/index.html", "client/vite.config.ts", "client/package.json"],
    folder: "client/dist",
    config: { root: join(ROOT, "client"), configFile: join(ROOT, "client/vite.config.ts") },
  },
  server: processOf("server", "server/main.ts", ["server", "kube", "crds"]),
  dashboard: processOf("dashboard", "server/dashboard.ts", ["server", "kube", "crds"]),
  operator: {
    ...processOf("operator", "operator/main.ts", ["operator", "kube", "crds"]),
    // A process of its own, which the operator finds beside itself.
    beside: ["operator/effects/helm-guard.ts"],
  },
};

function processOf(name: string, entry: string, sources: readonly string[]): Recipe {
  return {
    sources,
    folder: `dist/${name}`,
    config: {
      root: ROOT,
      configFile: false,
      publicDir: false,
      ssr: { noExternal: true, target: "node" },
      build: {
        ssr: true,
        target: "node24",
        minify: false,
        sourcemap: true,
        rollupOptions: { input: { [name]: join(ROOT, entry) }, output: { entryFileNames: "[name].mjs" } },
      },
    },
  };
}

/** Of everything that decides what comes of a part. */
export const partDigest = (part: Part): string =>
  sourcesDigest([LOCKFILE, "dev/build/build-part.ts", "dev/build/sbom.ts", ...RECIPES[part].sources]);

/** Where the list of a part's packages is. */
export const bomFile = (part: Part): string => join(ROOT, "dist/sbom", `${part}.cdx.json`);

/** Builds a part unless its last build was of the same sources. @returns its folder */
export async function buildPart(part: Part, say: (line: string) => void): Promise<string> {
  const { config, folder: relative, beside = [] } = RECIPES[part];
  const folder = join(ROOT, relative);
  // Outside of the folder, which is what people get.
  const mark = join(ROOT, "dist", `.${part}-sources`);
  const digest = partDigest(part);
  if (existsSync(mark) && existsSync(folder) && readFileSync(mark, "utf8") === digest) return folder;
  say(`building the ${part}`);
  await build({
    ...config,
    logLevel: "error",
    build: { ...config.build, outDir: folder, emptyOutDir: true, license: { fileName: "licenses.json" } },
  });
  for (const file of beside) copyFileSync(join(ROOT, file), join(folder, file.slice(file.lastIndexOf("/") + 1)));
  const listed = join(folder, "licenses.json");
  const packages = JSON.parse(readFileSync(listed, "utf8")) as BundledPackage[];
  rmSync(listed);
  mkdirSync(dirname(bomFile(part)), { recursive: true });
  writeFileSync(bomFile(part), `${JSON.stringify(bomOf(`shopyard-${part}`, manifest.version, packages), null, 2)}\n`);
  writeFileSync(mark, digest);
  return folder;
}
