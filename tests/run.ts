/**
 * `npm test`: brings what the suites need (Chromium, the cluster's tools, one cluster, the built dashboard), runs them
 * all, ends everything, and closes with `N passed, N failed` on stdout. Arguments are vitest's: paths of suites to run.
 */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { requireNodeHost, whyNoRealNode } from "../dev/node/requirements.ts";
import { runSuites, TWO_AT_A_TIME } from "./support/run-suites.ts";
import { CHROMIUM_VARIABLE } from "./support/test-cluster.ts";
import { withTestCluster } from "./support/with-test-cluster.ts";

// One a process: two runs at once don't share a cluster.
const STATE = fileURLToPath(new URL(`../.shopyard/test-${process.pid}`, import.meta.url));
const args = process.argv.slice(2);
// The API server takes most of a run's time, and collects its garbage less often with this: for 2 GiB of memory.
process.env.GOGC ??= "400";
const say = (line: string) => process.stderr.write(`${line}\n`);

if (args.some((argument) => argument === "--help" || argument === "-h")) {
  process.stdout.write(
    "usage: npm test [-- <path or vitest option> ...]\n\nRuns all suites, or those whose path is given, e.g. npm test -- tests/integration\n",
  );
  process.exit(0);
}

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort(new Error("interrupted")));

let passed = 0;
const failures: string[] = [];
try {
  let chromium = "";
  await withTestCluster({ stateDir: STATE, say, signal: abort.signal }, async (env, cluster) => {
    chromium = cluster.chromium;
    await stage("vitest.config.ts", { ...env, ...TWO_AT_A_TIME });
    // What the suites before it did is what it judges.
    await stage("vitest.rights.config.ts", env);
  });
  // Real containers want the machine for themselves.
  if (!abort.signal.aborted) {
    const impossible = whyNoRealNode();
    if (impossible === undefined) {
      requireNodeHost(say);
      await stage("vitest.pods.config.ts", { [CHROMIUM_VARIABLE]: chromium });
    } else say(`skipped: tests/e2e with the platform in pods (${impossible})`);
    await stage("vitest.real.config.ts", { [CHROMIUM_VARIABLE]: chromium });
  }
  if (passed + failures.length === 0) failures.push("no test was run");
} catch (error) {
  failures.push(`tests: ${error instanceof Error ? error.message : String(error)}`);
}
if (failures.length === 0) rmSync(STATE, { recursive: true, force: true });
else say(`logs of cluster, operators and servers: ${STATE}`);
// At the end, since an hour's output stands between a failure and whoever looks for it.
for (const failure of failures) say(`failed: ${failure}`);
const { length: failed } = failures;
process.stdout.write(`${passed} passed, ${failed} failed\n`, () => process.exit(failed === 0 ? 0 : 1));

async function stage(config: string, env: Record<string, string>): Promise<void> {
  const results = await runSuites({ config, stateDir: STATE, env, args, say, signal: abort.signal });
  passed += results.passed;
  failures.push(...results.failures);
}
