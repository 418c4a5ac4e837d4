import { expect, test } from "vitest";
import { formatAge, formatDuration, secondsUntil } from "../../client/src/components/time/format-duration.ts";

test.each([
  [-5, "0 ms"],
  [0, "0 ms"],
  [120.4, "120 ms"],
  [999, "999 ms"],
  [1_000, "1.0 s"],
  [4_250, "4.2 s"],
  [59_999, "59.9 s"],
  [60_000, "1 m 00 s"],
  [185_000, "3 m 05 s"],
  [3_599_999, "59 m 59 s"],
  [7_620_000, "2 h 07 m"],
  [273_600_000, "3 d 04 h"],
])("%d ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-10_000, "now"],
  [999, "now"],
  [42_000, "42 s"],
  [300_000, "5 m"],
  [10_800_000, "3 h"],
  [1_036_800_000, "12 d"],
])("an age of %d ms reads %s", (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test("a countdown ends at 0 and counts a begun second", () => {
  expect(secondsUntil(10_000, 8_999)).toBe(2);
  expect(secondsUntil(10_000, 20_000)).toBe(0);
});
