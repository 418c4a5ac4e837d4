import { parseArgs } from "node:util";

export const HELP = `usage: npm run measure -- [options]

Brings stores up on a real node of its own (Linux, root) and prints, as Markdown, where the time to the first order goes
and what an idle store takes. The first store meets a node that has no image; the second one a node that has them all.

  --engine E     the engine (default medusa)
  --stores N     then N more at once, and how each of them ended (default 0)
  --slots N      provisions at once (default 2)
  --json         the figures as JSON on the last line of stdout
  --help         this text
`;

export interface MeasureArguments {
  engine: string;
  stores: number;
  slots: number;
  json: boolean;
}

export class UsageError extends Error {
  override name = "UsageError";
}

/** @returns undefined where help was asked for @throws UsageError */
export function parseMeasureArguments(args: readonly string[]): MeasureArguments | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  return {
    engine: values.engine ?? "medusa",
    stores: count("--stores", values.stores, 0, 100) ?? 0,
    slots: count("--slots", values.slots, 1, 100) ?? 2,
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        engine: { type: "string" },
        stores: { type: "string" },
        slots: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function count(option: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`${option} has to be a whole number from ${min} to ${max}, got ${text}`);
}
