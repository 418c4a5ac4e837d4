import { expect, test } from "vitest";
import { bomOf } from "../../dev/build/sbom.ts";

test("a bill of materials names every package by its purl and licence, in one order, and nothing of its time", () => {
  const packages = [
    { name: "zod", version: "4.6.7", identifier: "MIT", text: "MIT License" },
    { name: "@pothos/core", version: "4.15.1", identifier: "MIT OR Apache-2.0" },
    { name: "nameless", version: "1.0.0", identifier: null },
  ];
  const bom = bomOf("shopyard-server", "1.2.3", packages);
  expect(bom).toEqual(bomOf("shopyard-server", "1.2.3", packages.toReversed()));
  expect(bom).toMatchObject({
    specVersion: "1.6",
    metadata: { component: { name: "shopyard-server", version: "1.2.3" } },
    components: [
      { purl: "pkg:npm/%40pothos/core@4.15.1", licenses: [{ expression: "MIT OR Apache-2.0" }] },
      { purl: "pkg:npm/nameless@1.0.0" },
      { purl: "pkg:npm/zod@4.6.7", licenses: [{ license: { id: "MIT", text: { content: "MIT License" } } }] },
    ],
  });
});
