import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { acquireLock } from "../cluster/processes/file-lock.mjs";
import { formatSeconds } from "../cluster/tools/progress.ts";
import { createProgressPrinter, type ProgressPrinter } from "../cluster/tools/progress-printer.ts";
import { makeBuildContext } from "./build-context.ts";
import { buildSecrets } from "./build-secrets.ts";
import { createBuildahBuilder } from "./buildah-builder.ts";
import type { ImageBuilder } from "./builder.ts";
import { requirePrograms } from "./debian-packages.ts";
import { createDockerBuilder, dockerAnswers } from "./docker-builder.ts";
import { fetchGiven } from "./given-archive.ts";
import { builtKey, type Candidate, candidates } from "./image-key.ts";
import { type ImageName, type ImageRecipe, imageRecipe } from "./image-table.ts";
import {
  archivePath,
  CONTAINERFILES,
  type ImageRecord,
  imagesFolder,
  pruneOtherKeys,
  readRecord,
  recordPath,
} from "./images-folder.ts";
import { registryAnswers } from "./registry.ts";
import { createWorkFolder } from "./work-folder.ts";

/** Of an image that isn't what its reference says. */
const STAND_IN_LABEL = "shopyard.dev/stand-in";

export interface Image extends ImageRecord {
  key: string;
  /** A docker-archive that holds the image under its reference in full. */
  archive: string;
}

export interface EnsureImagesOptions {
  printer?: ProgressPrinter;
  signal?: AbortSignal;
  /** Names the cache and archives that a person gives; default process.env. */
  env?: NodeJS.ProcessEnv;
  /** Make the named images anew even where they are there; their bases stay. */
  fresh?: boolean;
}

/**
 * Gets images as docker-archives in the cache, and their bases with them: those that are there as they are, official
 * ones from their registry where that answers, the others built from images/. Two at once don't build one image
 * twice: the second waits for the first.
 *
 * @throws ImageError when something stands in the way, saying what to do
 */
export async function ensureImages(
  names: readonly ImageName[],
  options: EnsureImagesOptions = {},
): Promise<Map<ImageName, Image>> {
  const making = new Making(options);
  try {
    const images = new Map<ImageName, Image>();
    for (const name of names) images.set(name, await making.ensure(name, options.fresh ?? false));
    return images;
  } finally {
    await making.end();
  }
}

/** The image as it is in the cache, or undefined. */
export async function findImage(name: ImageName, env: NodeJS.ProcessEnv = process.env): Promise<Image | undefined> {
  for (const { key } of await candidates(name, { env })) {
    const archive = archivePath(imagesFolder(env), name, key);
    const record = readRecord(archive);
    if (record !== undefined) return { ...record, key, archive };
  }
  return undefined;
}

/** One call's way to its images: the builder and the working folder are made when the first image needs them. */
class Making {
  readonly #printer: ProgressPrinter;
  readonly #signal: AbortSignal | undefined;
  readonly #env: NodeJS.ProcessEnv;
  readonly #folder: string;
  #work: string | undefined;
  #builder: ImageBuilder | undefined;

  constructor(options: EnsureImagesOptions) {
    this.#printer = options.printer ?? createProgressPrinter();
    this.#signal = options.signal;
    this.#env = options.env ?? process.env;
    this.#folder = imagesFolder(this.#env);
  }

  async ensure(name: ImageName, fresh: boolean): Promise<Image> {
    const found = fresh ? undefined : await findImage(name, this.#env);
    if (found !== undefined) return found;
    mkdirSync(this.#folder, { recursive: true });
    const lock = await acquireLock(join(this.#folder, `${name}.lock`), {
      onWait: (pid) => this.#printer.say(`waiting for process ${pid}, which is getting the image ${name}`),
      signal: this.#signal,
    });
    try {
      return (fresh ? undefined : await findImage(name, this.#env)) ?? (await this.#make(imageRecipe(name)));
    } finally {
      lock.release();
      this.#printer.done();
    }
  }

  async #make(recipe: ImageRecipe): Promise<Image> {
    const [first] = await candidates(recipe.name, { env: this.#env });
    if (first?.source === "given") return this.#takeGiven(recipe, first);
    if (first?.source === "official") {
      const pulled = await this.#pull(recipe, first);
      if (pulled !== undefined) return pulled;
    }
    return this.#build(recipe);
  }

  async #takeGiven(recipe: ImageRecipe, { key, given }: Candidate): Promise<Image> {
    if (given === undefined) throw new Error("a given candidate has its archive");
    const began = Date.now();
    const options = { printer: this.#printer, signal: this.#signal };
    return this.#keep(recipe, key, { source: "given", began }, (part) => fetchGiven(given, part, options));
  }

  async #pull(recipe: ImageRecipe, { key }: Candidate): Promise<Image | undefined> {
    const builder = await this.#createdBuilder();
    if (builder.title !== "docker" && !(await registryAnswers(this.#signal))) return undefined;
    const name = localName(recipe, key);
    const began = Date.now();
    this.#printer.update(`pulling ${recipe.ref}`);
    try {
      await builder.pull(recipe.ref, name);
    } catch (error) {
      this.#signal?.throwIfAborted();
      const reason = (error as Error).message.split("\n").at(-1);
      this.#printer.say(`${recipe.ref} can't be pulled (${reason}); building a stand-in`);
      return undefined;
    }
    return this.#keep(recipe, key, { source: "official", began }, (part) => builder.save(name, recipe.ref, part));
  }

  async #build(recipe: ImageRecipe): Promise<Image> {
    const base = recipe.base === undefined ? undefined : await this.ensure(recipe.base, false);
    const builder = await this.#createdBuilder();
    const work = await this.#workFolder();
    const began = Date.now();
    const key = await builtKey(recipe, base?.key, { env: this.#env });
    this.#printer.say(`building ${recipe.ref} with ${builder.title}`);
    const context = join(work, `context-${recipe.name}`);
    const log: string[] = [];
    try {
      const { containerfile, args } = await makeBuildContext(recipe, context, {
        printer: this.#printer,
        signal: this.#signal,
        env: this.#env,
      });
      if (base !== undefined && recipe.base !== undefined) {
        const name = localName(imageRecipe(recipe.base), base.key);
        await builder.load(base.archive, base.ref, name);
        args.BASE_IMAGE = name;
      }
      const name = localName(recipe, key);
      const lacks = recipe.inputs.flatMap((i) => (i.kind === "archive" && !(i.variable in args) ? [i.variable] : []));
      const standIn = standInText(recipe, lacks, base);
      let step = "";
      await builder.build({
        context,
        containerfile,
        name,
        args,
        labels: standIn === undefined ? {} : { [STAND_IN_LABEL]: standIn },
        secrets: await buildSecrets(join(work, "secrets"), this.#env),
        timeless: recipe.checkout !== undefined,
        onLine: (line) => {
          log.push(line);
          step = /^STEP \d+\/\d+: .*|^#\d+ \[.*/.exec(line)?.[0] ?? step;
          this.#printer.update(`${recipe.name}: ${step === line ? line : `${step.slice(0, 40)} | ${line}`}`);
        },
      });
      return await this.#keep(recipe, key, { source: "built", standIn, lacks, began }, (part) =>
        builder.save(name, recipe.ref, part),
      );
    } finally {
      await writeFile(join(this.#folder, `${recipe.name}.log`), `${log.join("\n")}\n`);
      await rm(context, { recursive: true, force: true });
    }
  }

  /** Has the archive written beside its place, and puts it there when it is whole. */
  async #keep(
    recipe: ImageRecipe,
    key: string,
    origin: Pick<ImageRecord, "source" | "standIn" | "lacks"> & { began: number },
    write: (part: string) => Promise<void>,
  ): Promise<Image> {
    const archive = archivePath(this.#folder, recipe.name, key);
    const part = join(await this.#workFolder(), `${recipe.name}.tar`);
    try {
      await rm(part, { force: true });
      await write(part);
      const { began, ...what } = origin;
      const record: ImageRecord = {
        ref: recipe.ref,
        ...what,
        seconds: (Date.now() - began) / 1000,
        bytes: statSync(part).size,
        time: new Date().toISOString(),
      };
      await writeFile(recordPath(archive), `${JSON.stringify(record)}\n`);
      await rename(part, archive);
      pruneOtherKeys(this.#folder, recipe.name, key);
      this.#printer.say(`${describe(record)} in ${formatSeconds(record.seconds)}`);
      return { ...record, key, archive };
    } finally {
      await rm(part, { force: true });
    }
  }

  async #createdBuilder(): Promise<ImageBuilder> {
    this.#builder ??= (await dockerAnswers(this.#signal)) ? createDockerBuilder(this.#signal) : await this.#buildah();
    return this.#builder;
  }

  async #buildah(): Promise<ImageBuilder> {
    const options = { printer: this.#printer, signal: this.#signal };
    await requirePrograms(["buildah"], "Building images needs a docker engine or buildah", options);
    return createBuildahBuilder(join(await this.#workFolder(), "buildah"), this.#signal);
  }

  async #workFolder(): Promise<string> {
    this.#work ??= await createWorkFolder(this.#folder);
    return this.#work;
  }

  async end(): Promise<void> {
    await this.#builder?.end();
    if (this.#work !== undefined && existsSync(this.#work)) await rm(this.#work, { recursive: true, force: true });
  }
}

/** One line about an image: reference, size, and what it stands in for. */
export function describe({ ref, source, standIn, bytes }: ImageRecord): string {
  const what = standIn === undefined ? source : `${source}, a STAND-IN: ${standIn}`;
  return `${ref}: ${Math.round(bytes / 1e6)} MB, ${what}`;
}

function localName(recipe: ImageRecipe, key: string): string {
  return `localhost/shopyard-build/${recipe.name}:${key}`;
}

/** What is not what its reference says: of the image itself, of its parts, and of what it is built on. */
function standInText(recipe: ImageRecipe, lacks: readonly string[], base: Image | undefined): string | undefined {
  if (recipe.official) {
    const text = readFileSync(join(CONTAINERFILES, recipe.folder, "Containerfile"), "utf8");
    return /^LABEL shopyard\.dev\/stand-in="([^"]*)"/m.exec(text)?.[1];
  }
  const parts = recipe.inputs.flatMap((i) => (i.kind === "archive" && lacks.includes(i.variable) ? [i.without] : []));
  if (base?.standIn !== undefined) parts.push(`on ${base.ref} with ${base.standIn}`);
  return parts.length === 0 ? undefined : parts.join("; ");
}
