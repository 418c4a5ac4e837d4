import { parseArgs } from "node:util";

export const HELP = `usage: npm run bench -- <restart | idle | churn> [options]

Starts a cluster with simulated nodes of its own, measures the operator as a process, and prints Markdown tables. Ready
stores are copies of one that the operator built, written into the cluster's database.

  restart        an operator starts over Ready stores: helm runs, writes, seconds until every store was looked at, and
                 memory, against one process that lists and parses the same objects and does nothing else
    --stores N     how many (default 1000); may be given several times
    --runs N       starts of each kind (default 3)
  idle           an operator with nothing to do: writes, CPU
    --stores N     (default 1000)
    --minutes M    (default 10)
  churn          stores are created and deleted: memory, file descriptors, sockets, and what is left
    --cycles N     (default 1000)
    --at-once N    stores under way (default 16)
    --slots N      provisions at once (default 8)

  --engine E     the engine (default medusa)
  --json         the figures as JSON on the last line of stdout
  --help         this text
`;

interface Common {
  engine: string;
  json: boolean;
}

export type BenchArguments = Common &
  (
    | { bench: "restart"; stores: number[]; runs: number }
    | { bench: "idle"; stores: number; minutes: number }
    | { bench: "churn"; cycles: number; atOnce: number; slots: number }
  );

export class UsageError extends Error {
  override name = "UsageError";
}

/** @returns undefined where help was asked for @throws UsageError */
export function parseBenchArguments(args: readonly string[]): BenchArguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [bench, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`one bench at a time, got also ${rest.join(", ")}`);
  const common = { engine: values.engine ?? "medusa", json: values.json ?? false };
  const used = (...names: (keyof typeof values)[]) => {
    const strange = (["stores", "runs", "minutes", "cycles", "at-once", "slots"] as const).find(
      (name) => values[name] !== undefined && !names.includes(name),
    );
    if (strange !== undefined) throw new UsageError(`${bench} has no --${strange}`);
  };
  const stores = (values.stores ?? ["1000"]).map((text) => count("--stores", text, 1, 20_000));
  switch (bench) {
    case "restart":
      used("stores", "runs");
      return { ...common, bench, stores, runs: count("--runs", values.runs ?? "3", 1, 100) };
    case "idle":
      used("stores", "minutes");
      if (stores.length > 1) throw new UsageError("idle takes one --stores");
      return { ...common, bench, stores: stores[0] ?? 0, minutes: count("--minutes", values.minutes ?? "10", 1, 1440) };
    case "churn":
      used("cycles", "at-once", "slots");
      return {
        ...common,
        bench,
        cycles: count("--cycles", values.cycles ?? "1000", 1, 100_000),
        atOnce: count("--at-once", values["at-once"] ?? "16", 1, 100),
        slots: count("--slots", values.slots ?? "8", 1, 100),
      };
    default:
      throw new UsageError(`expected restart, idle or churn, got ${bench ?? "nothing"}; --help says more`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        stores: { type: "string", multiple: true },
        runs: { type: "string" },
        minutes: { type: "string" },
        cycles: { type: "string" },
        "at-once": { type: "string" },
        slots: { type: "string" },
        engine: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function count(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`${option} has to be a whole number from ${min} to ${max}, got ${text}`);
}
