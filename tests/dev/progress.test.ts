import { expect, test } from "vitest";
import {
  type BuildProgress,
  costOfCurrent,
  estimate,
  formatBar,
  formatSeconds,
} from "../../dev/cluster/tools/progress.ts";
import { createProgressPrinter } from "../../dev/cluster/tools/progress-printer.ts";

const TWO_TOOLS: BuildProgress = { weights: [100, 100], current: 0, packages: 10, begun: 0, coldness: 1 };

test.each([
  { name: "nothing was begun", progress: TWO_TOOLS, finished: 0, elapsed: 0, percent: 0, secondsLeft: undefined },
  {
    name: "half of the first",
    progress: { ...TWO_TOOLS, begun: 5 },
    finished: 0,
    elapsed: 50,
    percent: 25,
    secondsLeft: 150,
  },
  {
    name: "half of the first on a machine of half the speed",
    progress: { ...TWO_TOOLS, begun: 5 },
    finished: 0,
    elapsed: 100,
    percent: 25,
    secondsLeft: 300,
  },
  {
    name: "the second just begun",
    progress: { ...TWO_TOOLS, current: 1 },
    finished: 100,
    elapsed: 100,
    percent: 50,
    secondsLeft: 100,
  },
  {
    name: "the first being linked",
    progress: { ...TWO_TOOLS, begun: 10 },
    finished: 0,
    elapsed: 95,
    percent: 47,
    secondsLeft: 105,
  },
  {
    name: "the first half cached",
    progress: { ...TWO_TOOLS, coldness: 0.5 },
    finished: 0,
    elapsed: 0,
    percent: 0,
    secondsLeft: undefined,
  },
])("progress with $name", ({ progress, finished, elapsed, percent, secondsLeft }) => {
  expect(estimate(progress, finished, elapsed)).toEqual({ percent, secondsLeft });
});

test("a build whose last package was begun is never shown as finished", () => {
  const last = { ...TWO_TOOLS, current: 1, begun: 10 };
  expect(estimate(last, 100, 200).percent).toBeLessThan(100);
});

test("a tool whose packages are cached costs little and shifts no weight to what it didn't do", () => {
  const cached = { ...TWO_TOOLS, packages: 0, coldness: 0 };
  expect(costOfCurrent(cached)).toBe(5);
  expect(estimate({ ...TWO_TOOLS, current: 1 }, 5, 1).percent).toBe(4);
});

test.each([
  [0, "0 s"],
  [59.4, "59 s"],
  [60, "1 min 00 s"],
  [425, "7 min 05 s"],
  [-1, "0 s"],
])("%d seconds read %s", (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

test("the bar has the same width whatever the percent", () => {
  expect(formatBar(0, 10)).toBe("[----------]   0 %");
  expect(formatBar(45, 10)).toBe("[#####-----]  45 %");
  expect(formatBar(100, 10)).toBe("[##########] 100 %");
});

test("a stream that is no terminal gets a plain line now and then", () => {
  const written: string[] = [];
  let time = 0;
  const stream = { write: (text: string) => written.push(text) > 0 };
  const printer = createProgressPrinter(stream, () => time, 10_000);
  for (time = 0; time <= 20_000; time += 1000) printer.update(`at ${time}`);
  printer.done();
  expect(written).toEqual(["at 0\n", "at 10000\n", "at 20000\n"]);
});

test("a terminal gets one line that is rewritten and cut to its width", () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) > 0, isTTY: true, columns: 10 };
  const printer = createProgressPrinter(stream);
  printer.update("0123456789abc");
  printer.say("kept");
  expect(written).toEqual(["\r\u001b[2K012345678", "\r\u001b[2K", "kept\n"]);
});
