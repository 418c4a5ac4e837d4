import { statSync } from "node:fs";
import { ClusterError } from "../cluster/cluster-error.ts";
import { createProgressPrinter, type ProgressPrinter } from "../cluster/tools/progress-printer.ts";
import { ctr } from "./images/ctr.ts";
import { normaliseReference } from "./images/normalise-reference.ts";
import { readArchive } from "./images/read-archive.ts";
import type { NodeAccess, WorkerAccess } from "./node-state.ts";

export interface ImageArchive {
  /** The name that pods use, in short or in full: `postgres:17.6`. */
  ref: string;
  /** Path of a docker-archive. */
  archive: string;
}

export interface LoadOptions {
  printer?: ProgressPrinter;
  signal?: AbortSignal;
}

/** A cluster with real nodes; one without has nowhere to put images. */
export interface ClusterWithNode {
  node?: NodeAccess;
  workers?: readonly WorkerAccess[];
}

export interface LoadedImage {
  /** In full: `docker.io/library/postgres:17.6`. */
  ref: string;
  /** `present`: the very same image had that name already, on every node. */
  state: "present" | "loaded";
  /** Of all nodes. */
  seconds: number;
}

const AT_ONCE = 2;

/**
 * Brings images into every real node that runs, where pods find them with `imagePullPolicy: IfNotPresent` or `Never`. One that is
 * there already, by the digest of its configuration, is skipped.
 * @throws ClusterError when the cluster has no real node, or an archive is none
 */
export async function loadImages(
  cluster: ClusterWithNode,
  images: readonly ImageArchive[],
  { printer = createProgressPrinter(), signal }: LoadOptions = {},
): Promise<LoadedImage[]> {
  const sockets = requireSockets(cluster);
  const loaded: LoadedImage[] = [];
  const rest = [...images.entries()].flatMap(([index, image]) => sockets.map((socket) => ({ index, image, socket })));
  // One worker waits for the disk while another computes digests; an error of one ends the others before their next.
  const stop = new AbortController();
  const work = async () => {
    for (let next = rest.shift(); next !== undefined && !stop.signal.aborted; next = rest.shift()) {
      const { index, image, socket } = next;
      const megabytes = (statSync(image.archive, { throwIfNoEntry: false })?.size ?? 0) / 1e6;
      printer.update(
        `loading ${image.ref} into the node${sockets.length > 1 ? "s" : ""} (${index + 1} of ${images.length}, ${megabytes.toFixed(0)} MB)`,
      );
      const one = await loadImage(socket, image, signal);
      const { state = one.state, seconds = 0 } = loaded[index] ?? {};
      loaded[index] = { ...one, state: state === "loaded" ? state : one.state, seconds: seconds + one.seconds };
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    stop.abort();
    printer.done();
  }
  return loaded;
}

async function loadImage(socket: string, { ref, archive }: ImageArchive, signal?: AbortSignal): Promise<LoadedImage> {
  const began = performance.now();
  const name = normaliseReference(ref);
  const { configDigest, tags } = await readArchive(archive);
  const present = (await configDigestOf(socket, name, signal)) === configDigest;
  if (!present) await importArchive(socket, archive, tags, name, signal);
  return { ref: name, state: present ? "present" : "loaded", seconds: (performance.now() - began) / 1000 };
}

/** Gives an image of the nodes a further name, e.g. a higher version for a test of upgrades. */
export async function tagImage(cluster: ClusterWithNode, from: string, to: string): Promise<void> {
  for (const socket of requireSockets(cluster)) {
    await ctr(socket, ["images", "tag", "--force", normaliseReference(from), normaliseReference(to)]);
  }
}

async function importArchive(
  socket: string,
  archive: string,
  tags: readonly string[],
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [tag] = tags;
  // An image without a name gets this one; ctr appends the digest otherwise.
  const own = tag === undefined ? ["--index-name", name] : [];
  await ctr(socket, ["images", "import", ...own, archive], { signal });
  const imported = tag === undefined ? name : normaliseReference(tag);
  if (imported !== name) await ctr(socket, ["images", "tag", "--force", imported, name], { signal });
}

/** The configuration's digest of an image in the node, or undefined where there is no such image. */
async function configDigestOf(socket: string, name: string, signal?: AbortSignal): Promise<string | undefined> {
  const listed = await ctr(socket, ["images", "list", `name==${name}`], { signal });
  const digest = /\s(sha256:[0-9a-f]{64})\s/.exec(listed.split("\n")[1] ?? "")?.[1];
  return digest === undefined ? undefined : configOf(socket, digest, signal);
}

interface Manifest {
  config?: { digest: string };
  manifests?: { digest: string }[];
}

/** Follows an index of one platform to its manifest, and that to its configuration. */
async function configOf(socket: string, digest: string, signal?: AbortSignal): Promise<string | undefined> {
  const manifest = JSON.parse(await ctr(socket, ["content", "get", digest], { signal })) as Manifest;
  const [only] = manifest.manifests ?? [];
  if (manifest.config !== undefined) return manifest.config.digest;
  return only === undefined ? undefined : configOf(socket, only.digest, signal);
}

function requireSockets({ node, workers = [] }: ClusterWithNode): string[] {
  if (node !== undefined) {
    return [node, ...workers.filter(({ running }) => running)].map(({ containerd }) => containerd.socket);
  }
  throw new ClusterError(
    'This cluster has no real node to load images into: "npm run cluster -- up --real" starts one.',
  );
}
