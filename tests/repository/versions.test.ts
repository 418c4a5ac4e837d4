import { expect, it } from "vitest";
import { parse } from "yaml";
import { imageRecipe } from "../../dev/images/image-table.ts";
import { readText } from "./support/markdown.ts";

const versionOf = (folder: string) => (JSON.parse(readText(`${folder}/package.json`)) as { version: string }).version;

it("packages, images and the chart are of one release: the chart runs the images that are built with it", () => {
  const version = versionOf("server");
  for (const folder of ["crds", "kube", "operator", "client"])
    expect([folder, versionOf(folder)]).toEqual([folder, version]);
  for (const name of ["server", "operator", "client"] as const) {
    expect(imageRecipe(name).ref).toBe(`shopyard/${name}:${version}`);
  }
  expect(parse(readText("charts/shopyard/Chart.yaml"))).toMatchObject({ version, appVersion: version });
});
