import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crdFiles } from "../cluster/crd-files.ts";
import { acquireLock } from "../cluster/processes/file-lock.mjs";
import { openCluster } from "../cluster/provider.ts";
import { type ConformanceArguments, HELP, parseConformanceArguments } from "./arguments.ts";
import { runConformance } from "./conformance.ts";
import { type EngineSource, findEngine } from "./engine-module.ts";
import { loadEngineImages } from "./load-engine-images.ts";
import { errorText } from "./outcome.ts";
import { countResults, HEADING, rowLines } from "./report.ts";
import { ROW_NAMES } from "./row.ts";
import type { RowResult } from "./run-rows.ts";

const STATE = fileURLToPath(new URL("../../.shopyard/conformance", import.meta.url));
const say = (line: string) => process.stderr.write(`${line}\n`);

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => abort.abort(new Error("interrupted")));

try {
  const args = parseConformanceArguments(process.argv.slice(2));
  if (args === undefined) process.stdout.write(HELP);
  else process.exitCode = await conformance(args);
} catch (error) {
  say(`conformance: ${errorText(error)}`);
  process.exitCode = 2;
}
// A keep-alive socket of fetch must not hold the terminal.
process.exit();

/** Tries the engine and says what came of it; the exit code. */
async function conformance(args: ConformanceArguments): Promise<number> {
  const source = await findEngine(args.engine, args.engineModule);
  const results: RowResult[] = [];
  const tell = (result: RowResult) => {
    results.push(result);
    for (const line of rowLines(result)) table(line);
  };
  const table = args.json ? say : (line: string) => process.stdout.write(`${line}\n`);
  let broken = 0;
  let simulated = !args.real;
  try {
    simulated = await tryEngine(args, source, table, tell);
  } catch (error) {
    if (abort.signal.aborted) {
      say("interrupted; everything that was started has been ended");
      return 130;
    }
    say(`conformance: ${errorText(error)}`);
    // A run that breaks off has not passed, whatever its rows say.
    broken = 1;
  }
  const { passed, failed } = countResults(results);
  if (args.json) process.stdout.write(`${JSON.stringify({ engine: args.engine, simulated, rows: results })}\n`);
  process.stdout.write(`${passed} passed, ${failed + broken} failed\n`);
  return failed + broken === 0 ? 0 : 1;
}

/** Brings cluster, images and platform, and ends them. @returns whether pods were simulated */
async function tryEngine(
  args: ConformanceArguments,
  source: EngineSource,
  table: (line: string) => void,
  tell: (result: RowResult) => void,
): Promise<boolean> {
  const { signal } = abort;
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  const lock = await acquireLock(join(STATE, "lock"), {
    signal,
    onWait: (pid) => say(`waiting for another run of the kit in this checkout to end (process ${pid})`),
  });
  const owned: (() => Promise<void>)[] = [async () => lock.release()];
  try {
    const cluster = await openCluster({
      stateDir: join(STATE, "cluster"),
      crds: crdFiles(),
      real: args.real,
      signal,
    });
    owned.unshift(() => cluster.stop());
    if (cluster.simulated) say("The nodes are simulated: nothing runs, so nothing is sold, and rows say so.");
    if (cluster.node !== undefined) await loadEngineImages(source, cluster, signal);
    table(HEADING);
    await runConformance({
      source,
      cluster,
      stateDir: STATE,
      only: args.keep && args.only.length === 0 ? ROW_NAMES.filter((name) => name !== "delete") : args.only,
      signal,
      tell,
      ...(args.keep && { beforeStop: () => untilInterrupted(cluster.kubeconfig) }),
    });
    return cluster.simulated;
  } finally {
    for (const end of owned) await end().catch((error: unknown) => say(`while stopping: ${errorText(error)}`));
  }
}

/** Everything stays as it is, so that it can be looked at. */
async function untilInterrupted(kubeconfig: string): Promise<void> {
  say(`kubectl: export KUBECONFIG=${kubeconfig}`);
  say(`logs: ${STATE}; Ctrl-C ends all of it`);
  await new Promise<void>((resolve) => abort.signal.addEventListener("abort", () => resolve(), { once: true }));
}
