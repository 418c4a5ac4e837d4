import { type Build, fullReference, type ImageBuilder } from "./builder.ts";
import { runLogged } from "./run-logged.ts";

/** Whether a docker engine answers. */
export async function dockerAnswers(signal?: AbortSignal): Promise<boolean> {
  const timeout = AbortSignal.any([AbortSignal.timeout(5_000), ...(signal ? [signal] : [])]);
  const answers = await runLogged("docker", ["version", "--format", "{{.Server.Version}}"], { signal: timeout }).then(
    () => true,
    () => false,
  );
  signal?.throwIfAborted();
  return answers;
}

/** Builds with docker's engine. The references that archives carry are a person's own there: each gets its image back. */
export function createDockerBuilder(signal?: AbortSignal): ImageBuilder {
  const names = new Set<string>();
  const docker = (args: readonly string[], onLine?: (line: string) => void) =>
    runLogged("docker", args, { env: { ...process.env, DOCKER_BUILDKIT: "1" }, onLine, signal });
  const idOf = (name: string): Promise<string | undefined> =>
    docker(["image", "inspect", "--format", "{{.Id}}", name]).then(
      ([id]) => id,
      () => undefined,
    );
  /** Runs `work`, which gives the reference to another image, and puts back what it named before. */
  const borrowing = async (ref: string, work: () => Promise<unknown>) => {
    const before = await idOf(ref);
    try {
      await work();
    } finally {
      if (before === undefined) await docker(["image", "rm", "--no-prune", ref]).catch(() => undefined);
      else await docker(["tag", before, ref]);
    }
  };
  const tag = async (from: string, name: string) => {
    await docker(["tag", from, name]);
    names.add(name);
  };
  return {
    title: "docker",
    async pull(ref, name) {
      await borrowing(ref, async () => {
        await docker(["pull", "--quiet", ref]);
        await tag(ref, name);
      });
    },
    async load(archive, ref, name) {
      await borrowing(ref, async () => {
        await docker(["load", "--quiet", "--input", archive]);
        await tag(fullReference(ref), name);
      });
    },
    async build({ context, containerfile, name, args, labels, secrets, timeless, onLine }: Build) {
      await docker(
        [
          "build",
          ...["--progress", "plain", "--tag", name, "--file", containerfile],
          // The image's own time; files keep theirs, as only buildkit's exporters can write those anew.
          ...(timeless ? ["--build-arg", "SOURCE_DATE_EPOCH=0"] : []),
          ...Object.entries(args).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
          ...Object.entries(labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]),
          ...secrets.flatMap(({ id, file }) => ["--secret", `id=${id},src=${file}`]),
          context,
        ],
        onLine,
      );
      names.add(name);
    },
    async save(name, ref, archive) {
      await borrowing(ref, async () => {
        await docker(["tag", name, ref]);
        await docker(["save", "--output", archive, ref]);
      });
    },
    async end() {
      if (names.size > 0) await runLogged("docker", ["image", "rm", ...names]).catch(() => undefined);
    },
  };
}
