import type { RowResult } from "./run-rows.ts";

const MARKS = { passed: "passed", failed: "FAILED", skipped: "skipped" } as const;

export const HEADING = `${"row".padEnd(14)} ${"result".padEnd(8)} ${"seconds".padStart(7)}  seen`;

/** A row of the table; below a failed one its evidence. */
export function rowLines({ row, result, seconds, seen, evidence }: RowResult): string[] {
  const line = `${row.padEnd(14)} ${MARKS[result].padEnd(8)} ${seconds.toFixed(1).padStart(7)}  ${seen.replaceAll("\n", " ")}`;
  return [line, ...evidence.map((each) => `    ${each}`)];
}

/** Skipped rows are neither. */
export function countResults(results: readonly RowResult[]): { passed: number; failed: number } {
  const count = (wanted: RowResult["result"]) => results.filter(({ result }) => result === wanted).length;
  return { passed: count("passed"), failed: count("failed") };
}
