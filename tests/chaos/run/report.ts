import type { Point } from "./points.ts";

/** What came of a point. */
export interface PointResult {
  point: Point;
  /** False where the run came to its end without the write or event that the fault waited for. */
  reached: boolean;
  problems: readonly string[];
  settledMs: number;
  lane: string;
}

export interface Row {
  sweep: string;
  what: string;
  tried: number;
  converged: number;
  missed: number;
}

/** One row a sweep. A point that was not reached is not tried. */
export function rowsOf(results: readonly PointResult[]): Row[] {
  return [...Map.groupBy(results, ({ point }) => point.sweep.name)].map(([sweep, all]) => {
    const reached = all.filter((result) => result.reached);
    return {
      sweep,
      what: all[0]?.point.sweep.what ?? "",
      tried: reached.length,
      converged: reached.filter(({ problems }) => problems.length === 0).length,
      missed: all.length - reached.length,
    };
  });
}

export function tableOf(rows: readonly Row[]): string {
  const sum = (field: "tried" | "converged" | "missed") => rows.reduce((total, row) => total + row[field], 0);
  const all = { sweep: "all", what: "", tried: sum("tried"), converged: sum("converged"), missed: sum("missed") };
  const lines = [...rows, all].map(
    ({ sweep, what, tried, converged, missed }) =>
      `| ${[sweep, what, String(tried), String(converged), String(missed)].join(" | ")} |`,
  );
  return ["| Sweep | What | Points tried | Converged | Not reached |", "|---|---|---|---|---|", ...lines].join("\n");
}

/** The one command that tries a point again. */
export const replayOf = ({ scenario, sweep, key }: Point, seed: number): string =>
  `npm run chaos -- --seed ${seed} --scenario ${scenario.name} --sweep ${sweep.name} --point '${key}'`;

export const isFailure = ({ problems }: PointResult): boolean => problems.length > 0;
