import { parseArgs } from "node:util";
import { SCENARIOS } from "./scenarios/scenario.ts";
import { SEQUENCE_SWEEPS } from "./sweeps/sequence-sweeps.ts";
import { SWEEPS } from "./sweeps/sweeps.ts";

const ALL_SWEEPS: readonly { name: string; what: string; slow?: boolean }[] = [...SWEEPS, ...SEQUENCE_SWEEPS];

const list = (items: readonly { name: string; what?: string }[]) =>
  items.map(({ name, what }) => `  ${name.padEnd(24)}${what ?? ""}`.trimEnd()).join("\n");

export const HELP = `usage: npm run chaos -- [--quick | --all] [options]

Disturbs an operator at each of its writes and each event it watches, on a cluster of its own with simulated nodes, and
looks whether every store comes to what it comes to undisturbed: the same objects, made and deleted as often, nothing
left behind, within 30 s after the fault is over. Exit code 0 only where all did.

  --quick        a sample of all sweeps but the slow ones, in a few minutes (the default)
  --all          everything
  --seed N       of what chance decides: the sample, the random changes (default: from the clock; printed)
  --scenario S   these scenarios alone, separated by commas
  --sweep W      these sweeps alone, separated by commas; the start of a name is enough: kill, answer
  --point KEY    one point alone, as a failure prints it
  --lanes N      platforms that are disturbed side by side (default 3)
  --points N     how many points --quick tries (default 60)
  --minutes N    takes no more points after so many minutes, and says how many were left (default 7 for --quick)
  --json         every point with what came of it, as JSON on the last line of stdout
  --help         this text

Scenarios: ${SCENARIOS.map(({ name }) => name).join(", ")}

Sweeps:
${list(ALL_SWEEPS)}
`;

export interface ChaosArguments {
  all: boolean;
  seed: number;
  scenarios: readonly string[];
  sweeps: readonly string[];
  point: string | undefined;
  lanes: number;
  points: number;
  /** After so many no more points are taken; Infinity: all are. */
  minutes: number;
  json: boolean;
}

/** What --quick tries unless told otherwise: so many points of all sweeps that end soon, within so many minutes. */
const QUICK_POINTS = 60;
const QUICK_MINUTES = 7;
const QUICK_SWEEPS = ALL_SWEEPS.filter(({ slow }) => !slow)
  .map(({ name }) => name)
  .join(",");

export class UsageError extends Error {
  override name = "UsageError";
}

/** @returns undefined where help was asked for @throws UsageError */
export function parseChaosArguments(args: readonly string[], now: number): ChaosArguments | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.quick && values.all) throw new UsageError("--quick and --all exclude each other");
  return {
    all: values.all ?? false,
    seed: whole("--seed", values.seed, 0, 2 ** 32 - 1) ?? now % 2 ** 32,
    scenarios: chosen("--scenario", values.scenario, SCENARIOS, false),
    sweeps: chosen("--sweep", values.sweep ?? (values.all ? undefined : QUICK_SWEEPS), ALL_SWEEPS, true),
    point: values.point,
    lanes: whole("--lanes", values.lanes, 1, 16) ?? 3,
    points: whole("--points", values.points, 1, 100_000) ?? QUICK_POINTS,
    minutes:
      whole("--minutes", values.minutes, 1, 10_000) ??
      (values.all || values.point ? Number.POSITIVE_INFINITY : QUICK_MINUTES),
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: "boolean" },
        all: { type: "boolean" },
        seed: { type: "string" },
        scenario: { type: "string" },
        sweep: { type: "string" },
        point: { type: "string" },
        lanes: { type: "string" },
        points: { type: "string" },
        minutes: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function whole(option: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`${option} has to be a whole number from ${min} to ${max}, got ${text}`);
}

/** Names of those that are asked for; a whole name means that one alone. */
function chosen(
  option: string,
  text: string | undefined,
  known: readonly { name: string }[],
  prefixes: boolean,
): string[] {
  const names = known.map(({ name }) => name);
  if (text === undefined) return names;
  return text.split(",").flatMap((wanted) => {
    if (names.includes(wanted)) return [wanted];
    const found = prefixes ? names.filter((name) => name.startsWith(wanted)) : [];
    if (found.length === 0) throw new UsageError(`${option} ${wanted} is unknown; there is: ${names.join(", ")}`);
    return found;
  });
}
