import { join } from "node:path";
import { partDigest } from "../build/build-part.ts";
import { digest, folderDigest, ROOT } from "../build/sources-digest.ts";
import { toolByName } from "../cluster/tools/tool-table.ts";
import { type GivenArchive, givenArchive, imageVariable } from "./given-archive.ts";
import { type BuildInput, type ImageName, type ImageRecipe, imageRecipe } from "./image-table.ts";
import { CONTAINERFILES, type ImageSource } from "./images-folder.ts";

/** One way for an image to have come to be. Its archive is found by the key. */
export interface Candidate {
  source: ImageSource;
  /** 16 hexadecimal digits; changes when anything changes that the image is made from. */
  key: string;
  given?: GivenArchive;
  /** Of the base's candidate it is built on. */
  baseKey?: string;
}

export interface KeyOptions {
  /** Names archives that a person gives; default process.env. */
  env?: NodeJS.ProcessEnv;
  /** images/; default that of this checkout. */
  containerfiles?: string;
  arch?: NodeJS.Architecture;
}

/**
 * The ways for an image to have come to be, the preferred one first: the archive a person gives, alone; else the
 * official image; else one built on each candidate of its base.
 */
export async function candidates(name: ImageName, options: KeyOptions = {}): Promise<Candidate[]> {
  const recipe = imageRecipe(name);
  const { env = process.env, arch = process.arch } = options;
  const given = await givenArchive(imageVariable(name), env);
  if (given !== undefined) return [{ source: "given", key: digest("given", given.sha256), given }];
  const bases = recipe.base === undefined ? [undefined] : await candidates(recipe.base, options);
  const folder = folderDigest(join(options.containerfiles ?? CONTAINERFILES, recipe.folder));
  const copied = (recipe.checkout ?? []).map((path) => folderDigest(join(ROOT, path)));
  const inputs = await Promise.all(recipe.inputs.map((input) => inputIdentity(input, env, arch)));
  const built = bases.map((base): Candidate => {
    const key = digest("built", recipe.ref, folder, arch, base?.key ?? "", ...copied, ...inputs);
    return { source: "built", key, baseKey: base?.key };
  });
  return recipe.official ? [{ source: "official", key: digest("official", recipe.ref, arch) }, ...built] : built;
}

/** The key of the image built on that very base. */
export async function builtKey(recipe: ImageRecipe, baseKey: string | undefined, options: KeyOptions): Promise<string> {
  const found = (await candidates(recipe.name, options)).find((c) => c.source === "built" && c.baseKey === baseKey);
  if (found === undefined) throw new Error(`${recipe.name} has no candidate on the base ${baseKey}`);
  return found.key;
}

async function inputIdentity(input: BuildInput, env: NodeJS.ProcessEnv, arch: NodeJS.Architecture): Promise<string> {
  switch (input.kind) {
    case "debian":
      return `debian ${input.suite}`;
    case "npm":
      return `npm ${input.packages[arch]?.integrity ?? "none"}`;
    case "archive":
      return `${input.variable} ${(await givenArchive(input.variable, env))?.sha256 ?? "none"}`;
    case "part":
      return `part ${partDigest(input.part)}`;
    case "tool":
      return `tool ${input.tool} ${toolByName(input.tool).version}`;
  }
}
