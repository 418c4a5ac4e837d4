import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Build, fullReference, type ImageBuilder } from "./builder.ts";
import { runLogged } from "./run-logged.ts";

/**
 * Builds without any engine, in a store of its own under `folder` that goes away with it. As root each command gets a
 * mount namespace, so that a killed one leaves no mount behind and the store can always be removed.
 */
export async function createBuildahBuilder(folder: string, signal?: AbortSignal): Promise<ImageBuilder> {
  await mkdir(folder, { recursive: true });
  const asRoot = process.getuid?.() === 0;
  const run = (driver: string, args: readonly string[], onLine?: (line: string) => void) => {
    const command = [
      "buildah",
      ...["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", driver],
      ...args,
    ];
    const [program = "", ...rest] = asRoot ? ["unshare", "--mount", "--propagation", "private", ...command] : command;
    return runLogged(program, rest, { onLine, signal });
  };
  // vfs copies every layer whole; overlay needs a file system below that can carry it.
  const driver = await run("overlay", ["info"]).then(
    () => "overlay",
    () => "vfs",
  );
  signal?.throwIfAborted();
  const buildah = (args: readonly string[], onLine?: (line: string) => void) => run(driver, args, onLine);
  return {
    title: `buildah (${driver})`,
    async pull(ref, name) {
      await buildah(["pull", "--quiet", fullReference(ref)]);
      await buildah(["tag", fullReference(ref), name]);
    },
    async load(archive, ref, name) {
      await buildah(["pull", "--quiet", `docker-archive:${archive}:${fullReference(ref)}`]);
      await buildah(["tag", fullReference(ref), name]);
    },
    async build({ context, containerfile, name, args, labels, secrets, timeless, onLine }: Build) {
      await buildah(
        [
          "bud",
          ...["--isolation", "chroot", "--format", "docker", "--pull-never", "--layers=false", "--tag", name],
          ...(timeless ? ["--timestamp", "0"] : []),
          ...["--file", containerfile],
          ...Object.entries(args).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
          ...Object.entries(labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]),
          ...secrets.flatMap(({ id, file }) => ["--secret", `id=${id},src=${file}`]),
          context,
        ],
        onLine,
      );
    },
    async save(name, ref, archive) {
      await buildah(["push", "--quiet", name, `docker-archive:${archive}:${fullReference(ref)}`]);
    },
    end: () => rm(folder, { recursive: true, force: true }),
  };
}
