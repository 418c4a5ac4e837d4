import { cp } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { bomFile, buildPart } from "../build/build-part.ts";
import { ROOT } from "../build/sources-digest.ts";
import { ensureTools } from "../cluster/tools/ensure-tools.ts";
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

export interface BuildContext {
  /** Of the Containerfile, in the build's folder. */
  containerfile: string;
  /** That name the inputs. */
  args: Record<string, string>;
}

/** Brings an image's folder, the folders of the checkout that it copies, and its inputs to `target`. */
export async function makeBuildContext(
  recipe: ImageRecipe,
  target: string,
  options: ContextOptions,
): Promise<BuildContext> {
  const own = recipe.checkout === undefined ? "" : `images/${recipe.folder}`;
  await cp(join(CONTAINERFILES, recipe.folder), join(target, own), { recursive: true });
  // As .dockerignore has it.
  const filter = (path: string) => basename(path) !== "tests";
  for (const folder of recipe.checkout ?? []) {
    await cp(join(ROOT, folder), join(target, folder), { recursive: true, filter });
  }
  const args: Record<string, string> = {};
  for (const input of recipe.inputs) Object.assign(args, await bring(input, target, options));
  return { containerfile: join(target, own, "Containerfile"), args };
}

async function bring(input: BuildInput, context: string, options: ContextOptions): Promise<Record<string, string>> {
  const target = "file" in input ? join(context, input.file) : "";
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
    case "part": {
      const built = await buildPart(input.part, (line) => options.printer.say(line));
      for (const made of [built, bomFile(input.part)]) {
        await cp(made, join(context, relative(ROOT, made)), { recursive: true });
      }
      return {};
    }
    case "tool": {
      const tools = await ensureTools([input.tool], {
        printer: options.printer,
        ...(options.signal && { signal: options.signal }),
      });
      const tool = tools.get(input.tool);
      if (tool === undefined) throw new ImageError(`There is no ${input.tool}.`);
      await cp(tool.path, target, { dereference: true });
      return {};
    }
  }
}
