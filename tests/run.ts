/**
 * `npm test`: brings what the suites need (Chromium, the cluster's tools, one cluster, the built dashboard), runs them
 * all, ends everything, and closes with `N passed, N failed` on stdout. Arguments are vitest's: paths of suites to run.
 */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildClient } from "../dev/build-client.ts";
import { ensureChromium } from "../dev/chromium.ts";
import { crdFiles } from "../dev/cluster/crd-files.ts";
import { ensureTools } from "../dev/cluster/tools/ensure-tools.ts";
import { startCluster } from "../dev/cluster/up.ts";
import { readResults } from "./support/results.ts";
import { TEST_CLUSTER_VARIABLE, type TestCluster } from "./support/test-cluster.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
// One a process: two runs at once don't share a cluster.
const STATE = join(ROOT, ".shopyard", `test-${process.pid}`);
const REPORT = join(STATE, "results.json");
const say = (line: string) => process.stderr.write(`${line}\n`);

if (process.argv.slice(2).some((argument) => argument === "--help" || argument === "-h")) {
  process.stdout.write(
    "usage: npm test [-- <path or vitest option> ...]\n\nRuns all suites, or those whose path is given, e.g. npm test -- tests/integration\n",
  );
  process.exit(0);
}

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort(new Error("interrupted")));

let passed = 0;
let failed = 0;
try {
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  const chromium = ensureChromium(say);
  const clientDir = await buildClient(say);
  const extra = await ensureTools(["helm-unittest"], { signal: abort.signal });
  const cluster = await startCluster({
    stateDir: join(STATE, "cluster"),
    crds: crdFiles(),
    // One kind is watched straight from etcd, so that a compacted history shows (tests/integration/watch.test.ts).
    apiServerFlags: ["--watch-cache-sizes=podtemplates#0"],
    signal: abort.signal,
  });
  try {
    const { kubeconfig, bin, etcd } = cluster;
    const told: TestCluster = {
      kubeconfig,
      etcd,
      chromium,
      clientDir,
      stateDir: STATE,
      bin: { helm: bin.helm, kubectl: bin.kubectl, helmUnittest: extra.get("helm-unittest")?.path ?? "" },
    };
    const file = join(STATE, "test-cluster.json");
    writeFileSync(file, JSON.stringify(told));
    const code = await vitest(process.argv.slice(2), {
      [TEST_CLUSTER_VARIABLE]: file,
      SHOPYARD_HELM: bin.helm,
      SHOPYARD_KUBECTL: bin.kubectl,
      SHOPYARD_HELM_UNITTEST: told.bin.helmUnittest,
      KUBECONFIG: kubeconfig,
    });
    const results = readResults(REPORT);
    ({ passed, failed } = results);
    for (const title of results.skipped) say(`skipped: ${title}`);
    if (passed + failed === 0) {
      say("no test was run");
      failed = 1;
    } else if (code !== 0 && failed === 0) {
      say(`the test runner ended with code ${code} although no test failed`);
      failed = 1;
    }
  } finally {
    await cluster.stop();
  }
} catch (error) {
  say(`tests: ${error instanceof Error ? error.message : String(error)}`);
  failed += 1;
}
if (failed === 0) rmSync(STATE, { recursive: true, force: true });
else say(`logs of cluster, operators and servers: ${STATE}`);
process.stdout.write(`${passed} passed, ${failed} failed\n`, () => process.exit(failed === 0 ? 0 : 1));

function vitest(args: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      join(ROOT, "node_modules/vitest/vitest.mjs"),
      ...["run", "--root", ROOT, "--reporter", "default", "--reporter", "json", "--outputFile.json", REPORT],
      ...args,
    ],
    { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } },
  );
  abort.signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
