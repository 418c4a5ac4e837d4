import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crdFiles } from "../cluster/crd-files.ts";
import { acquireLock } from "../cluster/processes/file-lock.mjs";
import { openCluster } from "../cluster/provider.ts";
import { type ConformanceArguments, HELP, parseConformanceArguments } from "./arguments.ts";
import { runConformance } from "./conformance.ts";
import { findEngine } from "./engine-module.ts";
import { loadEngineImages } from "./load-engine-images.ts";
import { countResults, HEADING, rowLines } from "./report.ts";

const STATE = fileURLToPath(new URL("../../.shopyard/conformance", import.meta.url));
const say = (line: string) => process.stderr.write(`${line}\n`);

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => abort.abort(new Error("interrupted")));

try {
  const args = parseConformanceArguments(process.argv.slice(2));
  if (args === undefined) process.stdout.write(HELP);
  else await conformance(args);
} catch (error) {
  if (abort.signal.aborted) {
    say("interrupted; everything that was started has been ended");
    process.exitCode = 130;
  } else {
    say(`conformance: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
// A keep-alive socket of fetch must not hold the terminal.
process.exit();

async function conformance(args: ConformanceArguments): Promise<void> {
  const source = await findEngine(args.engine, args.engineModule);
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  const lock = await acquireLock(join(STATE, "lock"), {
    signal: abort.signal,
    onWait: (pid) => say(`waiting for another run of the kit in this checkout to end (process ${pid})`),
  });
  const owned: (() => Promise<void>)[] = [async () => lock.release()];
  const table = args.json ? say : (line: string) => process.stdout.write(`${line}\n`);
  try {
    const { signal } = abort;
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
    const results = await runConformance({
      source,
      cluster,
      stateDir: STATE,
      only: args.only,
      signal,
      tell: (result) => {
        for (const line of rowLines(result)) table(line);
      },
      ...(args.keep && { beforeStop: () => untilInterrupted(cluster.kubeconfig) }),
    });
    const counts = countResults(results);
    if (args.json)
      process.stdout.write(`${JSON.stringify({ engine: args.engine, simulated: cluster.simulated, rows: results })}\n`);
    process.exitCode = counts.failed === 0 ? 0 : 1;
    owned.push(async () => {
      process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
    });
  } finally {
    for (const end of owned) await end().catch((error: unknown) => say(`while stopping: ${String(error)}`));
  }
}

/** Everything stays as it is, so that it can be looked at. */
async function untilInterrupted(kubeconfig: string): Promise<void> {
  say(`kubectl: export KUBECONFIG=${kubeconfig}`);
  say(`logs: ${STATE}; Ctrl-C ends all of it`);
  await new Promise<void>((resolve) => abort.signal.addEventListener("abort", () => resolve(), { once: true }));
}
