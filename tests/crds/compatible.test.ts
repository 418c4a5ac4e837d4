/** The definition of Store against that of the release before: what people have written stays valid, both ways. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { storeDefinition } from "@shopyard/crds/definition.ts";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PREVIOUS, whyNoPrevious } from "../support/previous-release.ts";
import { type Schema, tightened } from "./support/tightened.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Definition {
  spec: { versions: { name: string; served: boolean; storage: boolean; schema: { openAPIV3Schema: Schema } }[] };
}

const missing = await whyNoPrevious();
if (missing !== undefined) process.stderr.write(`SKIPPED, the definition beside the one before: ${missing}\n`);

describe.skipIf(missing !== undefined)(`the definition of Store after ${PREVIOUS.version}`, () => {
  const before = () => {
    const file = `${PREVIOUS.commit}:crds/stores.shopyard.dev.yaml`;
    return parse(execFileSync("git", ["show", file], { cwd: ROOT, encoding: "utf8" })) as Definition;
  };
  const now = storeDefinition as unknown as Definition;

  it("still serves every version that it served, and stores what the release before can read", () => {
    const served = ({ spec }: Definition) => spec.versions.filter((each) => each.served).map(({ name }) => name);
    expect(served(now)).toEqual(expect.arrayContaining(served(before())));
    const stored = now.spec.versions.find(({ storage }) => storage);
    expect(served(before())).toContain(stored?.name);
  });

  it("takes all that it took: no field went, none became required, no value is refused that was not", () => {
    for (const { name, schema } of before().spec.versions) {
      const same = now.spec.versions.find((version) => version.name === name);
      expect(tightened(schema.openAPIV3Schema, same?.schema.openAPIV3Schema ?? {})).toEqual([]);
    }
  });
});

describe("a definition that takes less", () => {
  const BEFORE: Schema = {
    type: "object",
    required: ["a"],
    properties: {
      a: { type: "string", enum: ["x", "y"], maxLength: 10 },
      list: { type: "array", maxItems: 5, items: { type: "integer", minimum: 0 } },
    },
  };
  const changed = (path: "a" | "list", change: Schema) => ({
    ...BEFORE,
    properties: { ...BEFORE.properties, [path]: { ...BEFORE.properties?.[path], ...change } },
  });

  it.each<[string, Schema, string]>([
    ["without a field", { ...BEFORE, properties: { a: BEFORE.properties?.a as Schema } }, ".list is gone"],
    ["with one more that is required", { ...BEFORE, required: ["a", "b"] }, ".b is required now"],
    ["with another type", changed("a", { type: "integer" }), ".a is integer now, was string"],
    ["with a value less", changed("a", { enum: ["x"] }), ".a no longer takes y"],
    ["with a shorter text", changed("a", { maxLength: 9 }), ".a has maxLength 9 now, had 10"],
    ["with a shorter list", changed("list", { maxItems: 4 }), ".list has maxItems 4 now, had 5"],
    [
      "with a larger least",
      changed("list", { items: { type: "integer", minimum: 1 } }),
      ".list[] has minimum 1 now, had 0",
    ],
    ["with a pattern where there was none", changed("a", { pattern: "^x" }), ".a has another pattern"],
    [
      "with one more rule",
      changed("a", { "x-kubernetes-validations": [{ rule: "self == 'x'" }] }),
      ".a has a new rule: self == 'x'",
    ],
  ])("%s is found out", (_, after, what) => {
    expect(tightened(BEFORE, after)).toEqual([what]);
  });

  it("is not one with more fields, values and room", () => {
    const after = changed("a", { enum: ["x", "y", "z"], maxLength: 20 });
    expect(tightened(BEFORE, { ...after, properties: { ...after.properties, c: { type: "string" } } })).toEqual([]);
  });
});
