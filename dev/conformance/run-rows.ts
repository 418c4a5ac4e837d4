import type { Bench } from "./bench.ts";
import { gatherEvidence } from "./evidence.ts";
import { CannotRun, errorText } from "./outcome.ts";
import type { Row, RowName } from "./row.ts";

export interface RowResult {
  row: RowName;
  result: "passed" | "failed" | "skipped";
  seconds: number;
  /** What was seen, or why not. */
  seen: string;
  /** Of a row that failed: the store's error, the end of its timeline, its pods; a line each. */
  evidence: string[];
}

/**
 * Runs rows one after the other on one store. A row that fails does not hide the next: the store is brought back to
 * Ready where that is possible. `tell` hears of each row as it ends.
 */
export async function runRows(
  bench: Bench,
  rows: readonly Row[],
  tell: (result: RowResult) => void,
): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const row of rows) {
    bench.signal.throwIfAborted();
    const began = performance.now();
    const outcome = await tryRow(bench, row, results);
    bench.signal.throwIfAborted();
    const evidence = outcome.result === "failed" ? await gatherEvidence(bench) : [];
    const result = { row: row.name, ...outcome, seconds: (performance.now() - began) / 1000, evidence };
    results.push(result);
    tell(result);
  }
  return results;
}

async function tryRow(
  bench: Bench,
  row: Row,
  earlier: readonly RowResult[],
): Promise<Pick<RowResult, "result" | "seen">> {
  const unmet = row.needs.find((need) =>
    earlier.every(({ row: name, result }) => name !== need || result !== "passed"),
  );
  // What became of a store that never got Ready is deleted all the same.
  if (unmet !== undefined && (row.onReadyStore || (await absent(bench)))) {
    return { result: "skipped", seen: `needs ${unmet}, which did not pass` };
  }
  try {
    if (row.onReadyStore) await bringBack(bench);
    const seen = await row.run(bench);
    bench.settledTag = bench.tag;
    return { result: "passed", seen };
  } catch (error) {
    if (error instanceof CannotRun) return { result: "skipped", seen: error.message };
    return { result: "failed", seen: errorText(error) };
  }
}

const absent = async (bench: Bench): Promise<boolean> => (await bench.store().catch(() => undefined)) === undefined;

/** Ready, with the image of the last row that passed, whatever an earlier row left. @throws CannotRun when that cannot be had */
async function bringBack(bench: Bench): Promise<void> {
  const store = await bench.store();
  if (store?.phase === "READY" && bench.tag === bench.settledTag) return;
  try {
    if (bench.tag !== bench.settledTag) await bench.useTag(bench.settledTag);
    // What is Degraded heals by itself.
    if ((await bench.store())?.phase === "FAILED") await bench.retry();
    await bench.until("Ready again", ({ phase }) => phase === "READY");
  } catch (error) {
    bench.signal.throwIfAborted();
    throw new CannotRun(`the store cannot be brought back to Ready after an earlier row: ${errorText(error)}`);
  }
}
