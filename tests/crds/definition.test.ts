import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { storeDefinition } from "@shopyard/crds/definition.ts";
import { ERRORS } from "@shopyard/crds/errors.ts";
import { compareQueued, isQueued } from "@shopyard/crds/queue-order.ts";
import type { Store } from "@shopyard/crds/store.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";

test("the committed definition is the one that the schema gives; if not, run `npm run schema`", () => {
  const file = fileURLToPath(new URL("../../crds/stores.shopyard.dev.yaml", import.meta.url));
  const [header, ...text] = readFileSync(file, "utf8").split("\n");
  expect(header).toMatch(/^# Generated .* do not edit\.$/);
  expect(text.join("\n")).toBe(stringify(storeDefinition, { lineWidth: 0, aliasDuplicateObjects: false }));
});

test("the schema is structural: every part has a type, objects name their properties, texts and lists are bounded", () => {
  const problems: string[] = [];
  const visit = (node: Record<string, unknown>, path: string) => {
    if (typeof node.type !== "string") problems.push(`${path}: no type`);
    const bounded = node.maxLength !== undefined || node.enum !== undefined || node.format !== undefined;
    if (node.type === "string" && !bounded) problems.push(`${path}: text without a bound`);
    if (node.type === "array") {
      if (node.maxItems === undefined) problems.push(`${path}: list without a bound`);
      visit(node.items as Record<string, unknown>, `${path}[]`);
    }
    for (const [key, inner] of Object.entries((node.properties ?? {}) as Record<string, Record<string, unknown>>)) {
      visit(inner, `${path}.${key}`);
    }
    for (const key of (node.required ?? []) as string[]) {
      if (!(key in ((node.properties ?? {}) as object))) problems.push(`${path}: requires the unknown ${key}`);
    }
  };
  visit(storeDefinition.spec.versions[0]?.schema.openAPIV3Schema as never, "$");
  expect(problems).toEqual([]);
});

test.each(Object.entries(ERRORS))("%s says what happened and what a person can do", (_, { title, hint }) => {
  expect(title.length).toBeGreaterThan(10);
  expect(hint).toMatch(/[.]$/);
});

describe("the queue's order", () => {
  const time = fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.500Z", "2026-01-02T00:00:00Z");
  const store = fc
    .record({ name: fc.constantFrom("a", "b", "c"), created: time, queuedAt: fc.option(time, { nil: undefined }) })
    .map(
      ({ name, created, queuedAt }) =>
        ({ metadata: { name, creationTimestamp: created }, status: { queuedAt } }) as Store,
    );

  test("is total: whatever the stores, each pair has one order and sorting is stable in the end", () => {
    fc.assert(
      fc.property(store, store, store, (a, b, c) => {
        expect(Math.sign(compareQueued(a, b)) + Math.sign(compareQueued(b, a))).toBe(0);
        if (compareQueued(a, b) <= 0 && compareQueued(b, c) <= 0) expect(compareQueued(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test.each<[string, Partial<Store["metadata"]>, Store["status"], boolean]>([
    ["not yet seen", {}, undefined, true],
    ["queued", {}, { phase: "Pending", queuedAt: "2026-01-01T00:00:00Z" }, true],
    ["queued for an upgrade", {}, { phase: "Upgrading", queuedAt: "2026-01-01T00:00:00Z" }, true],
    ["being built", {}, { phase: "Provisioning", slotSince: "2026-01-01T00:00:00Z" }, false],
    ["ready", {}, { phase: "Ready" }, false],
    ["being deleted", { deletionTimestamp: "2026-01-01T00:00:00Z" }, undefined, false],
  ])("has or has not a store that is %s", (_, metadata, status, queued) => {
    expect(isQueued({ metadata, status } as Store)).toBe(queued);
  });
});
