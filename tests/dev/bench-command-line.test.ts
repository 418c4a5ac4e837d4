import { describe, expect, test } from "vitest";
import { parseBenchArguments, UsageError } from "../bench/arguments.ts";

describe("npm run bench", () => {
  test.each([
    ["restart", { bench: "restart", stores: [1000], runs: 3 }],
    ["restart --stores 5 --stores 7 --runs 1", { bench: "restart", stores: [5, 7], runs: 1 }],
    ["idle --minutes 2", { bench: "idle", stores: 1000, minutes: 2 }],
    ["churn --cycles 4 --json", { bench: "churn", cycles: 4, atOnce: 16, slots: 8, json: true }],
  ])("takes %s", (line, expected) => {
    expect(parseBenchArguments(line.split(" "))).toEqual({ engine: "medusa", json: false, ...expected });
  });

  test.each([
    ["", "expected restart, idle or churn"],
    ["sprint", "got sprint"],
    ["restart idle", "one bench at a time"],
    ["idle --runs 2", "idle has no --runs"],
    ["idle --stores 1 --stores 2", "idle takes one"],
    ["churn --cycles 0", "--cycles has to be a whole number from 1"],
    ["restart --stores many", "got many"],
    ["restart --speed 3", "--speed"],
  ])("refuses %j and says why", (line, message) => {
    const refused = () => parseBenchArguments(line === "" ? [] : line.split(" "));
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(message);
  });

  test("--help asks for nothing else", () => {
    expect(parseBenchArguments(["--help"])).toBeUndefined();
  });
});
