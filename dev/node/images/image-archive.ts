import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

export interface BinaryImage {
  /** As containerd will know it: `localhost/pause:1`. */
  ref: string;
  /** A static binary on this machine; it is the image's only file. */
  binary: string;
  /** Where it is in the image: `/pause`. */
  path: string;
}

/** Writes a docker-archive of an image that holds one static binary and runs it. No tool for images is needed. */
export function writeBinaryImage(file: string, { ref, binary, path }: BinaryImage): void {
  const layer = tar([{ name: path.replace(/^\//, ""), data: readFileSync(binary), mode: 0o755 }]);
  const layerDigest = sha256(layer);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      created: "1970-01-01T00:00:00Z",
      config: { Entrypoint: [path], WorkingDir: "/" },
      rootfs: { type: "layers", diff_ids: [`sha256:${layerDigest}`] },
      history: [{ created: "1970-01-01T00:00:00Z", created_by: "shopyard" }],
    }),
  );
  const configName = `${sha256(config)}.json`;
  const layerName = `${layerDigest}.tar`;
  const manifest = Buffer.from(JSON.stringify([{ Config: configName, RepoTags: [ref], Layers: [layerName] }]));
  writeFileSync(
    file,
    tar([
      { name: layerName, data: layer, mode: 0o644 },
      { name: configName, data: config, mode: 0o644 },
      { name: "manifest.json", data: manifest, mode: 0o644 },
    ]),
  );
}

interface TarEntry {
  name: string;
  data: Buffer;
  mode: number;
}

const BLOCK = 512;

function tar(entries: readonly TarEntry[]): Buffer {
  const padded = entries.flatMap(({ name, data, mode }) => [
    tarHeader(name, data.length, mode),
    data,
    Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...padded, Buffer.alloc(2 * BLOCK)]);
}

/** A ustar header: numbers in octal, and a checksum counted with spaces in its own place. */
function tarHeader(name: string, size: number, mode: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`the name ${name} is too long for a tar header`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  header.write(name, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\0" + "00", 257);
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
    148,
  );
  return header;
}

function sha256(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
