import { parseArgs } from "node:util";
import { isRowName, ROW_NAMES, type RowName } from "./row.ts";

export const HELP = `usage: npm run conformance -- --engine E [options]

Tries an engine, handler and chart, on a platform and a cluster of its own, a row at a time, and ends with
"N passed, N failed". A row that cannot run is skipped aloud: neither passed nor failed.

  --engine E          the engine's name
  --engine-module F   a module that exports the engine as "engine"; its charts are folders beside it, the image of its
                      entry is built from the folder "image" there (default: the engines of this repository)
  --real              one real node whose containers run, instead of simulated ones; needs Linux and root
  --only ROW,...      these rows and those they need; there are: ${ROW_NAMES.join(", ")}
  --json              rows as JSON on stdout, before its last line; the table goes to stderr
  --keep              without the row delete: leave the store and all it runs on at the end, until Ctrl-C
  --help              this text
`;

export interface ConformanceArguments {
  engine: string;
  engineModule: string | undefined;
  real: boolean;
  only: readonly RowName[];
  json: boolean;
  keep: boolean;
}

export class UsageError extends Error {
  override name = "UsageError";
}

/** @returns undefined where help was asked for @throws UsageError */
export function parseConformanceArguments(args: readonly string[]): ConformanceArguments | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (!values.engine) throw new UsageError("--engine is missing: which engine is to be tried? (see --help)");
  const only = values.only?.split(",").map((name) => name.trim()) ?? [];
  const names = only.filter(isRowName);
  if (names.length < only.length) {
    const unknown = only.filter((name) => !isRowName(name));
    throw new UsageError(`--only: no such row: ${unknown.join(", ")}; there are ${ROW_NAMES.join(", ")}`);
  }
  return {
    engine: values.engine,
    engineModule: values["engine-module"],
    real: values.real ?? false,
    only: names,
    json: values.json ?? false,
    keep: values.keep ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        engine: { type: "string" },
        "engine-module": { type: "string" },
        real: { type: "boolean" },
        only: { type: "string" },
        json: { type: "boolean" },
        keep: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
