import { describe, expect, it } from "vitest";
import { parseConformanceArguments } from "../../../dev/conformance/arguments.ts";
import type { Bench } from "../../../dev/conformance/bench.ts";
import { CannotRun, hold } from "../../../dev/conformance/outcome.ts";
import { countResults, rowLines } from "../../../dev/conformance/report.ts";
import { ROW_NAMES, type Row } from "../../../dev/conformance/row.ts";
import { ROWS, selectRows } from "../../../dev/conformance/rows.ts";
import { runRows } from "../../../dev/conformance/run-rows.ts";

const STORE = { phase: "READY", message: "Ready", lastError: null, events: [] };

function benchWithStore(phase = "READY") {
  const tags: (string | undefined)[] = [];
  const bench = {
    signal: new AbortController().signal,
    tag: undefined as string | undefined,
    settledTag: undefined,
    namespace: "shop-demo",
    admin: { list: async () => ({ items: [] }) },
    store: async () => ({ ...STORE, phase }),
    retry: async () => undefined,
    until: async () => {
      hold(phase === "READY", `it is ${phase}`);
      return STORE;
    },
    async useTag(tag: string | undefined) {
      tags.push(tag);
      bench.tag = tag;
    },
  };
  return { bench: bench as unknown as Bench, tags };
}

const row = (name: Row["name"], run: Row["run"], more: Partial<Row> = {}): Row => ({
  name,
  needs: [],
  onReadyStore: true,
  run,
  ...more,
});

describe("rows", () => {
  it("run in the order of their names, and need only earlier ones", () => {
    expect(ROWS.map(({ name }) => name)).toEqual(ROW_NAMES);
    for (const [index, { needs }] of ROWS.entries())
      for (const need of needs) expect(ROW_NAMES.slice(0, index)).toContain(need);
  });

  it("that were asked for bring those they need", () => {
    expect(selectRows(["upgrade"]).map(({ name }) => name)).toEqual(["create", "sell", "upgrade"]);
    expect(selectRows([])).toEqual(ROWS);
  });

  it("that fail are told with evidence, and do not hide the next", async () => {
    const { bench } = benchWithStore();
    const told: string[] = [];
    const results = await runRows(
      bench,
      [
        row("create", async () => "made"),
        row("quota", async () => hold(false, "nobody said that it was the quota") as never),
        row("full-volume", async () => {
          throw new CannotRun("nothing runs here");
        }),
        row("delete", async () => "gone"),
      ],
      ({ row: name, result }) => told.push(`${name} ${result}`),
    );
    expect(told).toEqual(["create passed", "quota failed", "full-volume skipped", "delete passed"]);
    expect(results[1]).toMatchObject({ seen: "nobody said that it was the quota", evidence: ["store: READY: Ready"] });
    expect(countResults(results)).toEqual({ passed: 2, failed: 1 });
    expect(results.map((result) => rowLines(result)[0])[1]).toMatch(/^quota +FAILED +0\.\d {2}nobody said/);
  });

  it("cannot run without what they need, or on a store that does not come back", async () => {
    const { bench } = benchWithStore("FAILED");
    const results = await runRows(
      bench,
      [
        row("create", () => Promise.reject(new Error("no")), { onReadyStore: false }),
        row("sell", async () => "sold", { needs: ["create"] }),
        row("quota", async () => "said"),
        row("delete", async () => "gone", { needs: ["create"], onReadyStore: false }),
      ],
      () => {},
    );
    expect(results.map(({ result }) => result)).toEqual(["failed", "skipped", "skipped", "passed"]);
    expect(results[1]?.seen).toBe("needs create, which did not pass");
    expect(results[2]?.seen).toMatch(/cannot be brought back to Ready after an earlier row: it is FAILED/);
  });

  it("that leave a wrong image behind do not pass it on", async () => {
    const { bench, tags } = benchWithStore();
    await runRows(
      bench,
      [
        row("upgrade", async () => {
          await bench.useTag("next");
          return "upgraded";
        }),
        row("wrong-image", async () => {
          await bench.useTag("missing");
          throw new Error("never Failed");
        }),
        row("quota", async () => "said"),
      ],
      () => {},
    );
    expect(tags).toEqual(["next", "missing", "next"]);
  });
});

describe("the command line", () => {
  it("names the engine and the rows", () => {
    expect(parseConformanceArguments(["--engine", "medusa", "--only", "sell, delete", "--real"])).toMatchObject({
      engine: "medusa",
      only: ["sell", "delete"],
      real: true,
      keep: false,
    });
    expect(parseConformanceArguments(["--help"])).toBeUndefined();
  });

  it.each([
    { args: [], says: /--engine is missing/ },
    { args: ["--engine", "medusa", "--only", "sell,sleep"], says: /no such row: sleep; there are create, / },
    { args: ["--engin", "medusa"], says: /--engin/ },
  ])("refuses $args", ({ args, says }) => {
    expect(() => parseConformanceArguments(args)).toThrow(says);
  });
});
