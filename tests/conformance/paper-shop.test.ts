import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findEngine } from "../../dev/conformance/engine-module.ts";
import { ROW_NAMES, type RowName } from "../../dev/conformance/row.ts";
import type { RowResult } from "../../dev/conformance/run-rows.ts";
import { PAPER_SHOP } from "./support/broken-engine.ts";
import { runKit } from "./support/run-kit.ts";

/** Only containers can fill a volume. */
const SKIPPED: readonly RowName[] = ["full-volume"];

describe("an engine written from docs/engines.md alone passes the conformance kit on simulated nodes", () => {
  let results: RowResult[];
  beforeAll(async () => {
    results = await runKit(await findEngine("paper-shop", join(PAPER_SHOP, "engine.ts")), [], { patienceMs: 60_000 });
  });
  const of = (name: RowName) => results.find(({ row }) => row === name);

  it.each(ROW_NAMES.filter((name) => !SKIPPED.includes(name)))("%s", (name) => {
    expect(of(name), [of(name)?.seen, ...(of(name)?.evidence ?? [])].join("\n")).toMatchObject({ result: "passed" });
  });

  it.each(SKIPPED)("%s is skipped aloud", (name) => {
    expect(of(name)).toMatchObject({ result: "skipped", seen: expect.stringMatching(/simulated/) });
  });

  it("says that nothing was sold", () => {
    expect(of("sell")?.seen).toMatch(/NOTHING WAS SOLD/);
    for (const name of ["restart", "upgrade"] as const) expect(of(name)?.seen).toMatch(/nothing sold: simulated/);
  });
});
