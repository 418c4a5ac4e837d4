import { expect, test } from "vitest";
import { formatBytes, formatCpu } from "../../client/src/components/create/format-quantity.ts";

test.each([
  ["768Mi", "768 MiB"],
  ["1440Mi", "1.4 GiB"],
  ["104448Mi", "102 GiB"],
  ["2Gi", "2 GiB"],
  ["2048Gi", "2 TiB"],
  ["512", "512"],
  ["1e9", "1e9"],
])("%s bytes read %s", (quantity, text) => {
  expect(formatBytes(quantity)).toBe(text);
});

test.each([
  ["200m", "0.2"],
  ["50m", "0.05"],
  ["1350m", "1.4"],
  ["4", "4"],
])("%s of CPU reads %s", (quantity, text) => {
  expect(formatCpu(quantity)).toBe(text);
});
