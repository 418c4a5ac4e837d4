import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeBinaryImage } from "../../dev/node/images/image-archive.ts";
import { normaliseReference } from "../../dev/node/images/normalise-reference.ts";
import { readArchive } from "../../dev/node/images/read-archive.ts";
import { loadImages } from "../../dev/node/load-images.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test.each([
  ["postgres:17.6", "docker.io/library/postgres:17.6"],
  ["shopyard/medusa", "docker.io/shopyard/medusa:latest"],
  ["localhost/pause:1", "localhost/pause:1"],
  ["registry.example:5000/shop:2", "registry.example:5000/shop:2"],
  ["registry.example:5000/shop", "registry.example:5000/shop:latest"],
  ["ghcr.io/a/b@sha256:00", "ghcr.io/a/b@sha256:00"],
])("%s is %s in full", (short, full) => {
  expect(normaliseReference(short)).toBe(full);
});

test("an archive that was written is read back, and tar agrees on what is in it", async () => {
  const folder = temporaryFolder();
  const archive = join(folder, "image.tar");
  writeBinaryImage(archive, { ref: "localhost/one:1", binary: process.execPath, path: "/bin/one" });
  const { configDigest, tags } = await readArchive(archive);
  expect(tags).toEqual(["localhost/one:1"]);
  expect(execFileSync("tar", ["-tf", archive], { encoding: "utf8" })).toContain(`${configDigest.slice(7)}.json`);
  // The same binary makes the same image.
  const twin = join(folder, "twin.tar");
  writeBinaryImage(twin, { ref: "localhost/two:1", binary: process.execPath, path: "/bin/one" });
  expect((await readArchive(twin)).configDigest).toBe(configDigest);
});

test("what is no archive of one image is refused by name", async () => {
  const file = join(temporaryFolder(), "not.tar");
  writeFileSync(file, "hello ".repeat(200));
  await expect(readArchive(file)).rejects.toThrow(`${file} is no docker-archive`);
  await expect(readArchive(`${file}.absent`)).rejects.toThrow("can't be read");
});

test("a cluster without a real node has nowhere to load images into", async () => {
  await expect(loadImages({}, [])).rejects.toThrow(/no real node.*up --real/);
});
