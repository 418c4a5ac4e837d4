import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { ProgressPrinter } from "../cluster/tools/progress-printer.ts";
import { makeDebianRootfs } from "./debian-rootfs.ts";
import { fetchGiven, givenArchive } from "./given-archive.ts";
import { ImageError } from "./image-error.ts";
import type { BuildInput, ImageRecipe } from "./image-table.ts";
import { CONTAINERFILES } from "./images-folder.ts";
import { fetchNpmPackage } from "./npm-package.ts";

export interface ContextOptions {
  printer: ProgressPrinter;
  signal?: AbortSignal;
  env: NodeJS.ProcessEnv;
}

/** Copies an image's folder to `target`, brings its inputs there, and gives the build arguments that name them. */
export async function makeBuildContext(
  recipe: ImageRecipe,
  target: string,
  options: ContextOptions,
): Promise<Record<string, string>> {
  await cp(join(CONTAINERFILES, recipe.folder), target, { recursive: true });
  const args: Record<string, string> = {};
  for (const input of recipe.inputs) Object.assign(args, await bring(input, target, options));
  return args;
}

async function bring(input: BuildInput, context: string, options: ContextOptions): Promise<Record<string, string>> {
  const target = join(context, input.file);
  switch (input.kind) {
    case "debian":
      await makeDebianRootfs(input.suite, target, options);
      return {};
    case "npm": {
      const pinned = input.packages[process.arch];
      if (pinned === undefined) throw new ImageError(`There is no ${input.file} for ${process.arch} processors.`);
      options.printer.update(`fetching ${pinned.name}@${pinned.version}`);
      await fetchNpmPackage(pinned, target, options.signal);
      return {};
    }
    case "archive": {
      const given = await givenArchive(input.variable, options.env);
      if (given === undefined) return {};
      await fetchGiven(given, target, options);
      return { [input.variable]: input.file, [`${input.variable}_SHA256`]: given.sha256 };
    }
  }
}
