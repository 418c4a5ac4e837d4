import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SILENT } from "../../dev/cluster/tools/progress-printer.ts";
import { ensureImages, findImage } from "../../dev/images/ensure-images.ts";
import { fetchGiven, givenArchive } from "../../dev/images/given-archive.ts";
import { ImageError } from "../../dev/images/image-error.ts";
import { archivePath, imagesFolder, pruneOtherKeys, recordPath } from "../../dev/images/images-folder.ts";
import { localServer } from "./local-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const TEXT = "an archive";
const SHA256 = createHash("sha256").update(TEXT).digest("hex");

function archive(text = TEXT): string {
  const path = join(temporaryFolder(), "image.tar");
  writeFileSync(path, text);
  return path;
}

test.each([
  [{ A: "https://example.com/a.zip" }, /A is a URL: set A_SHA256/],
  [{ A: "https://example.com/a.zip", A_SHA256: "abc" }, /A_SHA256 has to be 64 hexadecimal digits, got "abc"/],
  [{ A: "/nowhere/a.zip" }, /A=\/nowhere\/a\.zip: there is no such file/],
])("%j is refused with what to do", async (env, message) => {
  await expect(givenArchive("A", env)).rejects.toThrow(ImageError);
  await expect(givenArchive("A", env)).rejects.toThrow(message);
});

test("a file whose checksum is another than the one asked for is refused", async () => {
  const refused = givenArchive("A", { A: archive(), A_SHA256: "0".repeat(64) });
  await expect(refused).rejects.toThrow(`has SHA-256 ${SHA256}, but ${"0".repeat(64)} is asked for`);
});

test("an unset or empty variable names no archive", async () => {
  expect(await givenArchive("A", {})).toBeUndefined();
  expect(await givenArchive("A", { A: "" })).toBeUndefined();
});

test("an archive at a URL is fetched, and checked against its checksum", async () => {
  const url = `${await localServer((_request, response) => response.end(TEXT))}/a.zip`;
  const target = join(temporaryFolder(), "deep", "a.zip");
  const right = await givenArchive("A", { A: url, A_SHA256: SHA256 });
  if (right === undefined) throw new Error("nothing was given");
  await fetchGiven(right, target, { printer: SILENT });
  expect(readFileSync(target, "utf8")).toBe(TEXT);
  const wrong = { ...right, sha256: "0".repeat(64) };
  await expect(fetchGiven(wrong, `${target}2`, { printer: SILENT })).rejects.toThrow(/is pinned: refused/);
  expect(existsSync(`${target}2`)).toBe(false);
});

test("an image is put into the cache once, found from then on, and replaces the one of another key", async () => {
  const env = { SHOPYARD_CACHE: temporaryFolder(), POSTGRES_IMAGE_ARCHIVE: archive() };
  expect(await findImage("postgres", env)).toBeUndefined();
  const first = (await ensureImages(["postgres"], { env, printer: SILENT })).get("postgres");
  expect(first).toMatchObject({ ref: "postgres:17.6", source: "given", bytes: TEXT.length });
  expect(readFileSync(first?.archive ?? "", "utf8")).toBe(TEXT);
  const again = (await ensureImages(["postgres"], { env, printer: SILENT })).get("postgres");
  expect(again?.time).toBe(first?.time);
  const other = { ...env, POSTGRES_IMAGE_ARCHIVE: archive("another archive") };
  const second = (await ensureImages(["postgres"], { env: other, printer: SILENT })).get("postgres");
  expect(second?.key).not.toBe(first?.key);
  expect(existsSync(first?.archive ?? "")).toBe(false);
});

test("two that need one image at once get it once", async () => {
  const env = { SHOPYARD_CACHE: temporaryFolder(), REDIS_IMAGE_ARCHIVE: archive() };
  const both = await Promise.all([1, 2].map(() => ensureImages(["redis"], { env, printer: SILENT })));
  const times = both.map((images) => images.get("redis")?.time);
  expect(times[0]).toBe(times[1]);
});

test("an archive without its record counts as none: a kill came between them", async () => {
  const env = { SHOPYARD_CACHE: temporaryFolder(), MARIADB_IMAGE_ARCHIVE: archive() };
  const image = (await ensureImages(["mariadb"], { env, printer: SILENT })).get("mariadb");
  writeFileSync(recordPath(image?.archive ?? ""), '{"ref":');
  expect(await findImage("mariadb", env)).toBeUndefined();
});

test("pruning spares other images, also those whose names begin alike", () => {
  const folder = temporaryFolder();
  const [old, kept, other] = [
    archivePath(folder, "node", "0123456789abcdef"),
    archivePath(folder, "node", "fedcba9876543210"),
    archivePath(folder, "debian-trixie", "0123456789abcdef"),
  ];
  for (const file of [old, kept, other]) writeFileSync(file, "");
  writeFileSync(recordPath(old), "");
  pruneOtherKeys(folder, "node", "fedcba9876543210");
  expect([old, recordPath(old), kept, other].map((file) => existsSync(file))).toEqual([false, false, true, true]);
});

test("the cache of images is beside the tools'", () => {
  expect(imagesFolder({ SHOPYARD_CACHE: "/cache" })).toBe("/cache/images");
});
