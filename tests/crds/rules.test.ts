import { LIMITS, SIZES } from "@shopyard/crds/constants.ts";
import { type StoreFields, violations } from "@shopyard/crds/rules.ts";
import { storeSchema } from "@shopyard/crds/schema.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const VALID: StoreFields = { name: "demo", engine: "woocommerce" };
type Field = keyof StoreFields;

describe("a store's fields", () => {
  test.each<[Field, (string | null | undefined)[]]>([
    ["name", ["a", "demo", "a-1", "a".repeat(LIMITS.name)]],
    ["engine", ["woocommerce", "medusa", "2shop", "x".repeat(LIMITS.engine)]],
    ["displayName", ["", null, undefined, "Ünïcode 🛒", "🛒".repeat(LIMITS.displayName), "a'\"<b>", "\u0085"]],
    ["host", ["", null, "shop.example.com", "a.b", "1.x", "xn--bcher-kva.example", `${"a".repeat(63)}.de`]],
    ["size", [null, undefined, ...SIZES]],
    ["engineVersion", ["", null, "2.21.2", "11.1.0-rc.1+build", "1", "v".repeat(LIMITS.engineVersion)]],
    ["adminEmail", ["", null, "a@b", "first.last+tag@shop.example.com", `${"a".repeat(64)}@b.de`]],
  ])("%s may be", (field, values) => {
    for (const value of values) expect([value, violations({ ...VALID, [field]: value })]).toEqual([value, []]);
  });

  test.each<[Field, string[]]>([
    ["name", ["", "1a", "-a", "a-", "A", "a.b", "a b", "ä", "a\n", "a".repeat(LIMITS.name + 1)]],
    ["engine", ["", "Medusa", "a_b", "-x", "x-", "x".repeat(LIMITS.engine + 1)]],
    ["displayName", ["a\nb", "\t", "\u007f", "\u0000", "🛒".repeat(LIMITS.displayName + 1)]],
    [
      "host",
      [
        "localhost",
        "Shop.example.com",
        "a..b",
        ".a.b",
        "a.b.",
        "a.b:80",
        "http://a.b",
        `${"a".repeat(64)}.de`,
        "-a.b",
        "a.b\n",
      ],
    ],
    ["size", ["", "tiny", "Small", "SMALL"]],
    ["engineVersion", ["latest ", "-1", "1.", "1/2", "v".repeat(LIMITS.engineVersion + 1)]],
    ["adminEmail", ["a", "@b", "a@", "a@b@c", "a b@c", "a@-b", "a@b-", `${"a".repeat(65)}@b.de`, "a@b\n"]],
  ])("%s may not be", (field, values) => {
    for (const value of values) {
      const found = violations({ ...VALID, [field]: value });
      expect([value, found.map((violation) => violation.field)]).toEqual([value, [field]]);
      expect(found[0]?.allowed).not.toBe("");
    }
  });

  test("are all told at once, with what was got, cut short", () => {
    const found = violations({ name: "A", engine: "x".repeat(500), host: "y" });
    expect(found.map(({ field }) => field)).toEqual(["name", "engine", "host"]);
    expect(found[1]?.got).toHaveLength(80);
  });
});

describe("the rules and the API server's schema", () => {
  interface Property {
    maxLength?: number;
    minLength?: number;
    enum?: readonly string[];
    "x-kubernetes-validations"?: readonly { rule: string }[];
  }
  /** The patterns of CEL's `self.matches('...')`, which is RE2, as JavaScript reads them. */
  const patternsOf = (rules: readonly { rule: string }[]) =>
    rules.flatMap(({ rule }) =>
      [...rule.matchAll(/matches\('([^']*)'\)/g)].map(([, pattern = ""]) => ({
        emptyAllowed: rule.includes("self == ''"),
        pattern: new RegExp(pattern.replace("[:cntrl:]", "\\x00-\\x1f\\x7f"), "u"),
      })),
    );
  const accepts = (property: Property, value: string): boolean =>
    [...value].length <= (property.maxLength ?? Number.POSITIVE_INFINITY) &&
    [...value].length >= (property.minLength ?? 0) &&
    (property.enum?.includes(value) ?? true) &&
    patternsOf(property["x-kubernetes-validations"] ?? []).every(
      ({ emptyAllowed, pattern }) => (emptyAllowed && value === "") || pattern.test(value),
    );
  const properties = {
    ...storeSchema.properties.spec.properties,
    name: { maxLength: LIMITS.name, "x-kubernetes-validations": storeSchema["x-kubernetes-validations"] },
  } as Record<string, Property>;
  const fields = ["name", "engine", "displayName", "host", "size", "engineVersion", "adminEmail"] as const;

  test("agree on every field that a person can set", () => {
    const known = Object.keys(storeSchema.properties.spec.properties).filter((field) => field !== "suspended");
    expect([...fields].filter((field) => field !== "name").sort()).toEqual(known.sort());
  });

  test.each(fields)("agree on any %s", (field) => {
    const property = properties[field];
    if (property === undefined) throw new Error(field);
    const near = fc
      .array(fc.constantFrom("a", "Z", "0", "-", ".", "_", "+", "@", "%", " ", "\n", "\u007f", "ä", "🛒"), {
        maxLength: 12,
      })
      .map((parts) => parts.join(""));
    const long = fc.tuple(fc.constantFrom("a", "a.", "🛒", "a@b."), fc.nat(300)).map(([part, n]) => part.repeat(n));
    fc.assert(
      fc.property(fc.oneof(near, long, fc.string(), fc.constantFrom("", ...SIZES)), (value) => {
        expect(violations({ ...VALID, [field]: value }).length === 0).toBe(accepts(property, value));
      }),
      { numRuns: 2_000 },
    );
  });

  test("use no syntax on which RE2 and JavaScript differ", () => {
    for (const property of Object.values(properties)) {
      for (const { rule } of property["x-kubernetes-validations"] ?? []) {
        expect(rule).not.toMatch(/\(\?|\\/);
        for (const [, pattern] of rule.matchAll(/matches\('([^']*)'\)/g)) expect(pattern).toMatch(/^\^.*\$$/);
      }
    }
  });
});
