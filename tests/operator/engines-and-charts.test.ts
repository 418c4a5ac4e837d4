import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SIZES } from "@shopyard/crds/constants.ts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { builtInEngines } from "../../operator/engines/registry.ts";

const charts = fileURLToPath(new URL("../../charts/", import.meta.url));
const read = (path: string) => readFileSync(`${charts}${path}`, "utf8");
const cases = [...builtInEngines.values()].flatMap((engine) =>
  engine.versions.map(({ version, chart }) => ({ engine, version, chart })),
);

/** Everything a chart's templates hold. */
const templatesOf = (chart: string): string =>
  readdirSync(`${charts}${chart}/templates`)
    .map((file) => read(`${chart}/templates/${file}`))
    .join("\n");

/** Keys of the credentials Secret that the templates refer to; loops over a `list` of keys are unrolled. */
function referredKeys(templates: string): string[] {
  const keys = new Set<string>();
  for (const [, key = ""] of templates.matchAll(/secretKeyRef:\s*\n\s*name:.*\n\s*key:\s*(.+?)\s*$/gm)) {
    if (/^[\w-]+$/.test(key)) keys.add(key);
    else if (key === "{{ . }}") {
      for (const [, names = ""] of templates.matchAll(/range list((?: "[\w-]+")+)/g)) {
        for (const [, name = ""] of names.matchAll(/"([\w-]+)"/g)) keys.add(name);
      }
    } else throw new Error(`a key that this test cannot read: ${key}`);
  }
  return [...keys].sort();
}

describe.each(cases)("$engine.name $version and its chart", ({ engine, version, chart }) => {
  const values = parse(read(`${chart}/values.yaml`));
  const templates = templatesOf(chart);

  test("agree on the keys of the credentials", () => {
    // What is the store's own is there for people: the chart has it from the values.
    const made = engine.secrets.filter((secret) => !("of" in secret));
    expect(referredKeys(templates)).toEqual(made.map(({ key }) => key).sort());
  });

  test("agree on images, by name and as the chart has them by default", () => {
    const images = Object.entries(engine.images(version)).map(([name, image]) => [name, { digest: "", ...image }]);
    expect(Object.fromEntries(images)).toEqual(values.images);
  });

  test("agree on what size small means", () => {
    const { small } = engine.sizes;
    expect({ ...values.resources, ...small.resources }).toEqual(values.resources);
    expect({ className: "", ...small.storage }).toEqual(values.storage);
    expect(small.replicas).toBe(values.replicas);
  });

  test.each(SIZES)("agree on which parts there are in size %s", (size) => {
    const plan = engine.sizes[size];
    for (const component of Object.keys(plan.resources)) expect(Object.keys(values.resources)).toContain(component);
    expect(Object.keys(plan.storage).sort()).toEqual(
      Object.keys(values.storage)
        .filter((name) => name !== "className")
        .sort(),
    );
    for (const name of Object.keys(engine.extraValues?.(plan) ?? {})) expect(Object.keys(values)).toContain(name);
  });

  test("agree on the components that must be there and that may talk", () => {
    const components = new Set([...templates.matchAll(/"component" "([\w-]+)"/g)].map(([, name]) => name));
    const named = [
      ...engine.workloads.map(({ component }) => component),
      ...engine.flows.flatMap(({ from, to }) => [...from, to]),
      engine.entry.component,
    ];
    for (const name of named) expect([...components]).toContain(name);
  });

  test("agree on ports", () => {
    for (const { port } of [...engine.flows, engine.entry]) expect(templates).toMatch(new RegExp(`\\b${port}\\b`));
  });
});
