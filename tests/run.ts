/**
 * `npm test`: brings what the suites need (Chromium, the cluster's tools, one cluster, the built dashboard), runs them
 * all, ends everything, and closes with `N passed, N failed` on stdout. Arguments are vitest's: paths of suites to run.
 */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPart } from "../dev/build/build-part.ts";
import { ensureChromium } from "../dev/chromium.ts";
import { crdFiles } from "../dev/cluster/crd-files.ts";
import { ensureTools } from "../dev/cluster/tools/ensure-tools.ts";
import { startCluster } from "../dev/cluster/up.ts";
import { requireNodeHost, whyNoRealNode } from "../dev/node/requirements.ts";
import { auditServiceAccounts } from "./support/audit.ts";
import { readResults } from "./support/results.ts";
import { CHROMIUM_VARIABLE, TEST_CLUSTER_VARIABLE, type TestCluster } from "./support/test-cluster.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
// One a process: two runs at once don't share a cluster.
const STATE = join(ROOT, ".shopyard", `test-${process.pid}`);
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
  const clientDir = await buildPart("client", say);
  const extra = await ensureTools(["helm-unittest"], { signal: abort.signal });
  const audit = auditServiceAccounts(STATE);
  const cluster = await startCluster({
    stateDir: join(STATE, "cluster"),
    crds: crdFiles(),
    // One kind is watched straight from etcd, so that a compacted history shows (tests/integration/watch.test.ts).
    apiServerFlags: ["--watch-cache-sizes=podtemplates#0", ...audit.flags],
    signal: abort.signal,
  });
  try {
    const { kubeconfig, bin, etcd } = cluster;
    const told: TestCluster = {
      kubeconfig,
      etcd,
      auditLog: audit.file,
      chromium,
      clientDir,
      stateDir: STATE,
      bin: { helm: bin.helm, kubectl: bin.kubectl, helmUnittest: extra.get("helm-unittest")?.path ?? "" },
    };
    const file = join(STATE, "test-cluster.json");
    writeFileSync(file, JSON.stringify(told));
    const env = {
      [TEST_CLUSTER_VARIABLE]: file,
      SHOPYARD_HELM: bin.helm,
      SHOPYARD_KUBECTL: bin.kubectl,
      SHOPYARD_HELM_UNITTEST: told.bin.helmUnittest,
      KUBECONFIG: kubeconfig,
    };
    await stage("vitest.config.ts", env);
    // What the suites before it did is what it judges.
    await stage("vitest.rights.config.ts", env);
  } finally {
    await cluster.stop();
  }
  // Real containers want the machine for themselves.
  if (!abort.signal.aborted) {
    const impossible = whyNoRealNode();
    if (impossible === undefined) {
      requireNodeHost(say);
      await stage("vitest.pods.config.ts", { [CHROMIUM_VARIABLE]: chromium });
    } else say(`skipped: tests/e2e with the platform in pods (${impossible})`);
    await stage("vitest.real.config.ts", { [CHROMIUM_VARIABLE]: chromium });
  }
  if (passed + failed === 0) {
    say("no test was run");
    failed = 1;
  }
} catch (error) {
  say(`tests: ${error instanceof Error ? error.message : String(error)}`);
  failed += 1;
}
if (failed === 0) rmSync(STATE, { recursive: true, force: true });
else say(`logs of cluster, operators and servers: ${STATE}`);
process.stdout.write(`${passed} passed, ${failed} failed\n`, () => process.exit(failed === 0 ? 0 : 1));

/** Runs the suites of one configuration that the arguments name, and adds up what came of them. */
async function stage(config: string, env: Record<string, string>): Promise<void> {
  const report = join(STATE, `${config}.json`);
  const code = await vitest(config, report, env);
  const results = readResults(report);
  passed += results.passed;
  failed += results.failed;
  for (const title of results.skipped) say(`skipped: ${title}`);
  if (code !== 0 && results.failed === 0) {
    say(`the test runner ended with code ${code} although no test of ${config} failed`);
    failed += 1;
  }
}

function vitest(config: string, report: string, env: Record<string, string>): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      join(ROOT, "node_modules/vitest/vitest.mjs"),
      ...["run", "--root", ROOT, "--config", join(ROOT, config), "--passWithNoTests"],
      ...["--reporter", "default", "--reporter", "json", "--outputFile.json", report],
      ...process.argv.slice(2),
    ],
    { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } },
  );
  abort.signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
