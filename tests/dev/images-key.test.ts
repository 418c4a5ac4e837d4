import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderDigest } from "../../dev/build/sources-digest.ts";
import { candidates, type KeyOptions } from "../../dev/images/image-key.ts";
import { IMAGE_NAMES, imageRecipe } from "../../dev/images/image-table.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A folder with a Containerfile for every image. */
function containerfiles(): string {
  const folder = temporaryFolder();
  for (const name of IMAGE_NAMES) {
    mkdirSync(join(folder, imageRecipe(name).folder), { recursive: true });
    writeFileSync(join(folder, imageRecipe(name).folder, "Containerfile"), "FROM scratch\n");
  }
  return folder;
}

function options(more: KeyOptions = {}): KeyOptions & { containerfiles: string } {
  return { containerfiles: containerfiles(), env: {}, arch: "x64", ...more };
}

const keys = async (name: Parameters<typeof candidates>[0], given: KeyOptions) =>
  (await candidates(name, given)).map(({ key }) => key);

test("an official image is preferred to its stand-in, and what is built on it can be on either", async () => {
  const given = options();
  expect((await candidates("debian-bookworm", given)).map((c) => c.source)).toEqual(["official", "built"]);
  expect((await candidates("node", given)).map((c) => c.source)).toEqual(["official", "built", "built"]);
  const medusa = await candidates("medusa", given);
  expect(medusa.map((c) => c.source)).toEqual(["built", "built", "built"]);
  expect(medusa.map((c) => c.baseKey)).toEqual(await keys("node", given));
  expect(new Set(medusa.map((c) => c.key)).size).toBe(3);
});

test("keys stay while nothing changes", async () => {
  const given = options();
  expect(await keys("woocommerce", given)).toEqual(await keys("woocommerce", given));
});

test("a change in a folder changes the keys of its image and of all that are built on it, and of no other", async () => {
  const given = options();
  const before = await Promise.all(IMAGE_NAMES.map(async (name) => [name, await keys(name, given)] as const));
  writeFileSync(join(given.containerfiles, "node", "install.sh"), "echo\n");
  const changed: string[] = [];
  for (const [name, old] of before) {
    if ((await keys(name, given)).join() !== old.join()) changed.push(name);
  }
  expect(changed).toEqual(["node", "medusa", "server", "operator", "client"]);
});

test("a folder's digest covers names, contents and who may run them; words about it don't count", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a"), "1");
  const first = folderDigest(folder);
  writeFileSync(join(folder, "README.md"), "about it");
  mkdirSync(join(folder, "tests"));
  writeFileSync(join(folder, "tests", "a.test.ts"), "about it, too");
  expect(folderDigest(folder)).toBe(first);
  chmodSync(join(folder, "a"), 0o755);
  const executable = folderDigest(folder);
  expect(executable).not.toBe(first);
  writeFileSync(join(folder, "a"), "2");
  expect(folderDigest(folder)).not.toBe(executable);
});

test("an archive that a person gives changes the image's key by its content, wherever it lies", async () => {
  const given = options();
  const without = await keys("woocommerce", given);
  const [first, second] = [join(temporaryFolder(), "a.zip"), join(temporaryFolder(), "b.zip")];
  writeFileSync(first, "WooCommerce");
  writeFileSync(second, "WooCommerce");
  const one = await keys("woocommerce", { ...given, env: { WOOCOMMERCE_ARCHIVE: first } });
  const other = await keys("woocommerce", { ...given, env: { WOOCOMMERCE_ARCHIVE: second } });
  expect(one).toEqual(other);
  expect(one).not.toEqual(without);
});

test("an image that a person gives as a whole is the only candidate", async () => {
  const archive = join(temporaryFolder(), "postgres.tar");
  writeFileSync(archive, "an archive");
  const given = options({ env: { POSTGRES_IMAGE_ARCHIVE: archive } });
  expect(await candidates("postgres", given)).toMatchObject([{ source: "given", given: { location: archive } }]);
});

test("every image of the engines' default versions can be built", () => {
  const refs = IMAGE_NAMES.map((name) => imageRecipe(name).ref);
  for (const engine of builtInEngines.values()) {
    for (const { repository, tag } of Object.values(engine.images(engine.defaultVersion))) {
      expect(refs).toContain(`${repository}:${tag}`);
    }
  }
});
