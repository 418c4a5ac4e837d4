import { describe, expect, it } from "vitest";
import { parseChaosArguments, UsageError } from "../arguments.ts";
import { type Point, samplePoints, sequencePoints } from "../run/points.ts";
import { seeded } from "../run/random.ts";
import { type PointResult, replayOf, rowsOf, tableOf } from "../run/report.ts";
import { SCENARIOS, type Scenario } from "../scenarios/scenario.ts";
import type { Sweep } from "../sweeps/fault.ts";
import { SEQUENCE_SWEEPS, type SequenceSweep } from "../sweeps/sequence-sweeps.ts";
import { SWEEPS } from "../sweeps/sweeps.ts";

const [scenario] = SCENARIOS as readonly [Scenario];
const [first, second] = SWEEPS as readonly [Sweep, Sweep];
const [random] = SEQUENCE_SWEEPS as readonly [SequenceSweep];
const point = (sweep: Sweep, index: number): Point => ({ at: "write", scenario, sweep, key: `PUT /x#${index}` });
const points = [
  ...Array.from({ length: 50 }, (_, index) => point(first, index)),
  ...[1, 2].map((index) => point(second, index)),
];

describe("a sample", () => {
  it("is the same for the same seed, of every sweep, and in order", () => {
    const sample = samplePoints(points, 10, seeded(7));
    expect(sample).toHaveLength(10);
    expect(samplePoints(points, 10, seeded(7))).toEqual(sample);
    expect(samplePoints(points, 10, seeded(8))).not.toEqual(sample);
    expect(new Set(sample.map(({ sweep }) => sweep.name))).toEqual(new Set([first.name, second.name]));
    expect(sample.map((each) => points.indexOf(each))).toEqual(
      sample.map((each) => points.indexOf(each)).toSorted((a, b) => a - b),
    );
  });

  it("is everything where there is no more", () => {
    expect(samplePoints(points, 1_000, seeded(7))).toEqual(points);
  });
});

describe("random sequences", () => {
  it("make a thousand changes and more in all, the same for the same seed, and end with what can be built", () => {
    const all = sequencePoints(random, true, 7);
    const sequences = all.flatMap((each) => (each.at === "sequence" ? [each.sequence] : []));
    const steps = sequences.flatMap((sequence) => sequence.steps);
    expect(steps.filter((step) => step.do === "apply").length).toBeGreaterThanOrEqual(1_000);
    expect(steps.some((step) => step.do === "refused")).toBe(true);
    expect(sequencePoints(random, true, 7)).toEqual(all);
    for (const { steps, last } of sequences) expect(steps.at(-1)).toEqual({ do: "apply", spec: last });
  });
});

describe("the table", () => {
  const result = (sweep: Sweep, more: Partial<PointResult> = {}): PointResult => ({
    point: point(sweep, 1),
    reached: true,
    problems: [],
    settledMs: 1_000,
    log: "",
    ...more,
  });

  it("counts what was tried, and what was not reached apart", () => {
    const results = [
      result(first),
      result(first, { problems: ["it differs"], settledMs: 90_000 }),
      result(first, { reached: false }),
      result(second, { settledMs: 2_000 }),
    ];
    const rows = rowsOf(
      results,
      SWEEPS.map(({ name }) => name),
    );
    expect(rows.map(({ tried, converged, missed }) => [tried, converged, missed])).toEqual([
      [2, 1, 1],
      [1, 1, 0],
    ]);
    expect(tableOf(rows).split("\n").at(-1)).toBe("| all |  | 3 | 2 | 1 | 2.0 |");
  });

  it("counts a failure that was not reached as tried", () => {
    const [row] = rowsOf([result(first, { reached: false, problems: ["it differs"] })], [first.name]);
    expect([row?.tried, row?.converged]).toEqual([1, 0]);
  });

  it("gives the command that tries a point again", () => {
    const command = replayOf(point(first, 3), { seed: 7, all: true });
    expect(command).toBe(`npm run chaos -- --seed 7 --scenario create --sweep ${first.name} --point 'PUT /x#3'`);
    const [, ...args] = /chaos -- (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) '(.*)'$/.exec(command) as RegExpExecArray;
    expect(parseChaosArguments(args, 0)).toMatchObject({
      ...{ seed: 7, scenarios: ["create"], sweeps: [first.name], point: "PUT /x#3" },
    });
  });
});

describe("the command line", () => {
  it.each([
    ["--sweep", "nothing"],
    ["--scenario", "nothing"],
    ["--seed", "-1"],
    ["--lanes", "0"],
    ["--unknown", "1"],
  ])("refuses %s %s", (...args) => {
    expect(() => parseChaosArguments(args, 0)).toThrow(UsageError);
  });

  it("takes the start of a sweep's name, and leaves slow ones to --all", () => {
    expect(parseChaosArguments(["--sweep", "answer"], 0)?.sweeps).toHaveLength(4);
    expect(parseChaosArguments([], 0)?.sweeps).not.toContain("freeze-120");
    expect(parseChaosArguments(["--all"], 0)?.sweeps).toContain("freeze-120");
  });
});
