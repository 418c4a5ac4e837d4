import type { Point } from "./points.ts";

/** What came of a point. */
export interface PointResult {
  point: Point;
  /** False where the run came to its end without the write or event that the fault waited for. */
  reached: boolean;
  problems: readonly string[];
  settledMs: number;
  /** The operator's log. */
  log: string;
}

export interface Row {
  sweep: string;
  what: string;
  tried: number;
  converged: number;
  missed: number;
  /** From the end of the fault to rest, of those that converged; milliseconds. */
  slowestMs: number;
}

/** One row a sweep, in their order. A point that was not reached is not tried, but it has to converge too. */
export function rowsOf(results: readonly PointResult[], order: readonly string[]): Row[] {
  const bySweep = Map.groupBy(results, ({ point }) => point.sweep.name);
  return order.flatMap((sweep) => {
    const all = bySweep.get(sweep);
    if (all === undefined) return [];
    const tried = all.filter((result) => result.reached || isFailure(result));
    return {
      sweep,
      what: all[0]?.point.sweep.what ?? "",
      tried: tried.length,
      converged: tried.filter((result) => !isFailure(result)).length,
      missed: all.length - tried.length,
      slowestMs: Math.max(0, ...tried.filter((result) => !isFailure(result)).map(({ settledMs }) => settledMs)),
    };
  });
}

export function tableOf(rows: readonly Row[]): string {
  const sum = (field: "tried" | "converged" | "missed") => rows.reduce((total, row) => total + row[field], 0);
  const all: Row = {
    ...{ sweep: "all", what: "", tried: sum("tried"), converged: sum("converged"), missed: sum("missed") },
    slowestMs: Math.max(0, ...rows.map(({ slowestMs }) => slowestMs)),
  };
  const lines = [...rows, all].map(
    ({ sweep, what, tried, converged, missed, slowestMs }) =>
      `| ${[sweep, what, tried, converged, missed, (slowestMs / 1000).toFixed(1)].join(" | ")} |`,
  );
  return [
    "| Sweep | What | Points tried | Converged | Not reached | Slowest, s |",
    "|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

export const isFailure = ({ problems }: Pick<PointResult, "problems">): boolean => problems.length > 0;

/** The one command that tries a point again. */
export function replayOf(point: Point, { seed, all }: { seed: number; all: boolean }): string {
  const where = point.at === "sequence" ? (all ? " --all" : "") : ` --scenario ${point.scenario.name}`;
  return `npm run chaos -- --seed ${seed}${where} --sweep ${point.sweep.name} --point '${point.key}'`;
}

export const titleOf = (point: Point): string =>
  `${point.at === "sequence" ? "" : `${point.scenario.name}, `}${point.sweep.name} at ${point.key}`;
