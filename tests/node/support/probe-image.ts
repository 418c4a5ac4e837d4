import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeBinaryImage } from "../../../dev/node/images/image-archive.ts";
import { buildStatic } from "../../../dev/node/namespaces/build-pause.ts";

export const PROBE_IMAGE = "localhost/probe:1";

/** Makes the archive of the image that test pods run. */
export async function probeArchive(folder: string): Promise<string> {
  const binary = await buildStatic(fileURLToPath(new URL("./probe.c", import.meta.url)));
  const archive = join(folder, "probe.tar");
  writeBinaryImage(archive, { ref: PROBE_IMAGE, binary, path: "/probe" });
  return archive;
}
