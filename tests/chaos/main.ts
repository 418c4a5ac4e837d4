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

/** Brings the cluster, runs, tells; the exit code. */
async function chaos(args: ChaosArguments): Promise<number> {
  say(`seed ${args.seed}`);
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  const began = Date.now();
  const cluster = await startCluster({ stateDir: join(STATE, "cluster"), crds: crdFiles(), signal: abort.signal });
  const results: PointResult[] = [];
  try {
    await runChaos({
      args,
      cluster: { ...cluster, helm: cluster.bin.helm },
      stateDir: STATE,
      signal: abort.signal,
      say,
      tell(result) {
        results.push(result);
        if (isFailure(result)) say(failureLines(result, args).join("\n"));
      },
    });
  } finally {
    await cluster.stop();
  }
  const failures = results.filter(isFailure);
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  process.stdout.write(
    `${tableOf(rowsOf(results, args.sweeps))}\n\nseed ${args.seed}, ${args.lanes} lanes, ${minutes} min\n`,
  );
  for (const { point } of failures) process.stdout.write(`did not converge: ${replayOf(point, args)}\n`);
  if (args.json) process.stdout.write(`${JSON.stringify(results.map((result) => jsonOf(result)))}\n`);
  const tried = results.filter(({ reached }) => reached).length;
  if (failures.length === 0) rmSync(STATE, { recursive: true, force: true });
  else say(`logs of the operators: ${STATE}`);
  return failures.length === 0 && tried > 0 ? 0 : 1;
}

function failureLines({ point, problems, log }: PointResult, args: ChaosArguments): string[] {
  return [
    `did not converge: ${titleOf(point)} (operator's log: ${log})`,
    ...problems.slice(0, 8).map((problem) => `  ${problem}`),
    `  replay: ${replayOf(point, args)}`,
  ];
}

const jsonOf = ({ point, reached, problems, settledMs }: PointResult) => ({
  ...(point.at !== "sequence" && { scenario: point.scenario.name }),
  sweep: point.sweep.name,
  key: point.key,
  ...{ reached, problems, settledMs },
});
