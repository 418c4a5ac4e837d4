/**
 * `npm run compat`: what Shopyard asks of Kubernetes, on each minor that it supports. All that it installs passes a strict
 * server-side dry run, and stores are made, changed, upgraded, taken back and deleted by a real operator.
 */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { formatSeconds } from "../../dev/cluster/tools/progress.ts";
import type { KubernetesMinor } from "../../dev/cluster/tools/tool-table.ts";
import type { Results } from "../support/results.ts";
import { runSuites, TWO_AT_A_TIME } from "../support/run-suites.ts";
import { withTestCluster } from "../support/with-test-cluster.ts";
import { HELP, parseCommandLine } from "./command-line.ts";

/** Each asks something of the API server's that a minor may change. */
const SUITES = [
  // Every object of every chart, and of the platform's own, in a strict dry run.
  "tests/charts/dry-run.test.ts",
  // The Store's definition: its rules, defaults, server-side apply.
  "tests/integration/contract.test.ts",
  // Admission policies, Pod Security, rights.
  "tests/integration/boundaries.test.ts",
  // From create to delete, with helm, quotas, limits, policies and finalizers, for every engine.
  "tests/integration/lifecycle.test.ts",
  "tests/integration/lifecycle-graphql.test.ts",
  "tests/integration/graphql.test.ts",
  "tests/integration/upgrade.test.ts",
  "tests/integration/restore.test.ts",
  "tests/integration/drift.test.ts",
  "tests/integration/teardown.test.ts",
  "tests/integration/delete-phases.test.ts",
  // How it tells of what goes wrong: words of controllers and of the kubelet.
  "tests/integration/diagnosis.test.ts",
  // Watches, bookmarks, compacted histories; leases.
  "tests/integration/watch.test.ts",
  "tests/integration/restart.test.ts",
  "tests/integration/leader.test.ts",
];

const say = (line: string) => process.stderr.write(`${line}\n`);
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort(new Error("interrupted")));

try {
  const line = parseCommandLine(process.argv.slice(2));
  if (line === "help") process.stdout.write(HELP);
  else process.exitCode = await run(line.minors, line.suites.length === 0 ? SUITES : line.suites);
} catch (error) {
  say(`compat: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}

async function run(minors: readonly KubernetesMinor[], suites: readonly string[]): Promise<number> {
  const rows: string[] = [];
  let failures = 0;
  for (const kubernetes of minors) {
    const stateDir = fileURLToPath(new URL(`../../.shopyard/compat-${process.pid}-${kubernetes}`, import.meta.url));
    const began = performance.now();
    let results: Results = { passed: 0, failures: [], skipped: [] };
    let version: string = kubernetes;
    await withTestCluster({ stateDir, kubernetes, say, signal: abort.signal }, async (env, cluster) => {
      const client = createKubeClient(loadKubeConfig({ file: cluster.kubeconfig }));
      version = (await client.get<{ gitVersion: string }>("/version"))?.gitVersion ?? version;
      say(`Kubernetes ${version}`);
      const args = { stateDir, args: suites, say, signal: abort.signal };
      results = await runSuites({ config: "vitest.config.ts", env: { ...env, ...TWO_AT_A_TIME }, ...args });
    });
    abort.signal.throwIfAborted();
    for (const failure of results.failures) say(`failed: ${failure}`);
    const { passed } = results;
    const { length: failed } = results.failures;
    const seconds = formatSeconds((performance.now() - began) / 1000);
    rows.push(`${version}: ${passed} passed, ${failed} failed, ${seconds}`);
    if (failed === 0 && passed > 0) rmSync(stateDir, { recursive: true, force: true });
    else say(`logs of cluster, operators and servers: ${stateDir}`);
    failures += failed + (passed === 0 ? 1 : 0);
  }
  for (const row of rows) process.stdout.write(`${row}\n`);
  return failures === 0 ? 0 : 1;
}
