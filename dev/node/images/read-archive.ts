import { type FileHandle, open } from "node:fs/promises";
import { ClusterError } from "../../cluster/cluster-error.ts";

export interface ArchivedImage {
  /** `sha256:...` of the image's configuration: what docker calls the image's id. */
  configDigest: string;
  /** The names that the archive itself gives the image. */
  tags: string[];
}

const BLOCK = 512;

/**
 * What is in a docker-archive: reads its headers and its manifest, and skips the layers.
 * @throws ClusterError when it is none, or holds several images
 */
export async function readArchive(path: string): Promise<ArchivedImage> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new ClusterError(`The image archive ${path} can't be read.`, { cause });
  });
  try {
    const found = await findEntry(file, "manifest.json");
    const images =
      found === undefined ? undefined : (JSON.parse(found) as { Config?: string; RepoTags?: string[] | null }[]);
    const [image, ...more] = images ?? [];
    const digest = /([0-9a-f]{64})(\.json)?$/.exec(image?.Config ?? "")?.[1];
    if (digest === undefined)
      throw new ClusterError(`${path} is no docker-archive: it has no manifest.json that names an image.`);
    if (more.length > 0)
      throw new ClusterError(`${path} holds ${more.length + 1} images: one an archive is what can be loaded.`);
    return { configDigest: `sha256:${digest}`, tags: image?.RepoTags ?? [] };
  } finally {
    await file.close();
  }
}

async function findEntry(file: FileHandle, wanted: string): Promise<string | undefined> {
  const header = Buffer.alloc(BLOCK);
  let position = 0;
  for (;;) {
    const { bytesRead } = await file.read(header, 0, BLOCK, position);
    if (bytesRead < BLOCK || header[0] === 0) return undefined;
    const size = Number.parseInt(text(header, 124, 12), 8);
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    position += BLOCK;
    if (text(header, 0, 100) === wanted) {
      const data = Buffer.alloc(size);
      await file.read(data, 0, size, position);
      return data.toString();
    }
    position += Math.ceil(size / BLOCK) * BLOCK;
  }
}

function text(header: Buffer, start: number, length: number): string {
  const end = header.indexOf(0, start);
  return header.toString("utf8", start, end === -1 || end > start + length ? start + length : end).trim();
}
