import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProvidedCluster } from "../cluster/provider.ts";
import { createProgressPrinter } from "../cluster/tools/progress-printer.ts";
import { createBuildahBuilder } from "../images/buildah-builder.ts";
import type { ImageBuilder } from "../images/builder.ts";
import { requirePrograms } from "../images/debian-packages.ts";
import { createDockerBuilder, dockerAnswers } from "../images/docker-builder.ts";
import { ensureImages } from "../images/ensure-images.ts";
import { ImageError } from "../images/image-error.ts";
import { imageNameOf } from "../images/image-table.ts";
import { type ImageArchive, loadImages } from "../node/load-images.ts";
import type { EngineSource } from "./engine-module.ts";

/**
 * Brings the images of an engine to a cluster's real node: those of images/ from the cache or built, and the one of an
 * engine from elsewhere from the folder "image" beside its module.
 */
export async function loadEngineImages(
  { engine, module }: EngineSource,
  cluster: Pick<ProvidedCluster, "node">,
  signal: AbortSignal,
): Promise<void> {
  const images = Object.values(engine.images(engine.defaultVersion));
  const refs = [...new Set(images.map(({ repository, tag }) => `${repository}:${tag}`))];
  const known = refs.map(imageNameOf).filter((name) => name !== undefined);
  const found = await ensureImages(known, { signal });
  await loadImages(cluster, [...found.values()], { signal });
  const others = refs.filter((ref) => imageNameOf(ref) === undefined);
  const [own] = others;
  if (own === undefined) return;
  if (module === undefined || others.length > 1) {
    throw new ImageError(`images/ has no ${others.join(", ")}: add it to dev/images/image-table.ts`);
  }
  const work = await mkdtemp(join(tmpdir(), "shopyard-conformance-"));
  try {
    await loadImages(cluster, [await buildImage(join(module.folder, "image"), own, work, signal)], { signal });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Builds a Containerfile whose argument BASE_IMAGE is by default an image of images/. */
async function buildImage(folder: string, ref: string, work: string, signal: AbortSignal): Promise<ImageArchive> {
  const printer = createProgressPrinter();
  const text = await readFile(join(folder, "Containerfile"), "utf8");
  const baseRef = /^ARG BASE_IMAGE=(\S+)/m.exec(text)?.[1] ?? "";
  const baseName = imageNameOf(baseRef);
  if (baseName === undefined) {
    throw new ImageError(`${folder}/Containerfile: ARG BASE_IMAGE has to be one of images/, got "${baseRef}"`);
  }
  const base = (await ensureImages([baseName], { signal })).get(baseName);
  if (base === undefined) throw new ImageError(`there is no image ${baseRef}`);
  const builder = await openBuilder(join(work, "store"), signal);
  const log: string[] = [];
  try {
    printer.update(`building ${ref} with ${builder.title}`);
    const context = join(work, "context");
    await cp(folder, context, { recursive: true });
    const names = { base: "localhost/shopyard-conformance/base:1", own: "localhost/shopyard-conformance/own:1" };
    await builder.load(base.archive, base.ref, names.base);
    const onLine = (line: string) => log.push(line);
    await builder.build({
      context,
      containerfile: join(context, "Containerfile"),
      name: names.own,
      args: { BASE_IMAGE: names.base },
      labels: {},
      secrets: [],
      timeless: false,
      onLine,
    });
    const archive = join(work, "image.tar");
    await builder.save(names.own, ref, archive);
    return { ref, archive };
  } catch (error) {
    signal.throwIfAborted();
    throw new ImageError(`${ref} cannot be built from ${folder}: ${log.slice(-5).join("\n")}`, { cause: error });
  } finally {
    printer.done();
    await builder.end();
  }
}

async function openBuilder(folder: string, signal: AbortSignal): Promise<ImageBuilder> {
  if (await dockerAnswers(signal)) return createDockerBuilder(signal);
  await requirePrograms(["buildah"], "Building images needs a docker engine or buildah", {
    printer: createProgressPrinter(),
    signal,
  });
  return createBuildahBuilder(folder, signal);
}
