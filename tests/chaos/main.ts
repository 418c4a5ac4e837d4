/** `npm run chaos`: an operator is disturbed wherever it can be, and every store has to come to the same all the same. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crdFiles } from "../../dev/cluster/crd-files.ts";
import { startCluster } from "../../dev/cluster/up.ts";
import { type ChaosArguments, HELP, parseChaosArguments } from "./arguments.ts";
import { isFailure, type PointResult, replayOf, rowsOf, tableOf, titleOf } from "./run/report.ts";
import { runChaos } from "./run/run-chaos.ts";

const STATE = fileURLToPath(new URL(`../../.shopyard/chaos-${process.pid}`, import.meta.url));
const say = (line: string) => process.stderr.write(`${line}\n`);

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => abort.abort(new Error("interrupted")));
}

try {
  const args = parseChaosArguments(process.argv.slice(2), Date.now());
  if (args === undefined) process.stdout.write(HELP);
  else process.exitCode = await chaos(args);
} catch (error) {
  say(`chaos: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = abort.signal.aborted ? 130 : 2;
}
// A keep-alive socket of fetch must not hold the terminal.
process.exit();

/** Brings the cluster, runs, tells; the exit code. What was tried is told also where the run breaks off. */
async function chaos(args: ChaosArguments): Promise<number> {
  say(`seed ${args.seed}`);
  const began = Date.now();
  const results: PointResult[] = [];
  let whole = false;
  try {
    await tryAll(args, results);
    whole = true;
  } finally {
    if (results.length > 0 || whole) tellResults(args, results, Date.now() - began);
  }
  const failed = results.some(isFailure);
  if (failed) say(`logs of the operators: ${STATE}`);
  else rmSync(STATE, { recursive: true, force: true });
  return !failed && results.some(({ reached }) => reached) ? 0 : 1;
}

async function tryAll(args: ChaosArguments, results: PointResult[]): Promise<void> {
  const { signal } = abort;
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  const { stop, ...cluster } = await startCluster({ stateDir: join(STATE, "cluster"), crds: crdFiles(), signal });
  try {
    await runChaos({
      args,
      cluster: { ...cluster, helm: cluster.bin.helm },
      stateDir: STATE,
      signal,
      say,
      tell(result) {
        results.push(result);
        if (isFailure(result)) say(failureLines(result, args).join("\n"));
      },
    });
  } finally {
    await stop();
  }
}

function tellResults(args: ChaosArguments, results: readonly PointResult[], milliseconds: number): void {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  print(tableOf(rowsOf(results, args.sweeps)));
  print(`\nseed ${args.seed}, ${args.lanes} lanes, ${(milliseconds / 60_000).toFixed(1)} min`);
  for (const { point } of results.filter(isFailure)) print(`did not converge: ${replayOf(point, args)}`);
  if (args.json) print(JSON.stringify(results.map(jsonOf)));
}

function failureLines({ point, problems, log }: PointResult, args: ChaosArguments): string[] {
  return [
    `did not converge: ${titleOf(point)} (operator's log: ${log})`,
    ...problems.slice(0, 8).map((problem) => `  ${problem}`),
    `  replay: ${replayOf(point, args)}`,
  ];
}

function jsonOf({ point, reached, problems, settledMs }: PointResult) {
  return {
    ...(point.at !== "sequence" && { scenario: point.scenario.name }),
    sweep: point.sweep.name,
    key: point.key,
    ...{ reached, problems, settledMs },
  };
}
