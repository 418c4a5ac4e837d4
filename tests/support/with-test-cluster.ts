import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPart } from "../../dev/build/build-part.ts";
import { ensureChromium } from "../../dev/chromium.ts";
import { crdFiles } from "../../dev/cluster/crd-files.ts";
import { ensureTools } from "../../dev/cluster/tools/ensure-tools.ts";
import { CHART_TOOLS, type KubernetesMinor } from "../../dev/cluster/tools/tool-table.ts";
import { startCluster } from "../../dev/cluster/up.ts";
import { auditServiceAccounts } from "./audit.ts";
import { TEST_CLUSTER_VARIABLE, type TestCluster } from "./test-cluster.ts";

export interface TestClusterOptions {
  /** Where the cluster, its logs and what the suites keep is. */
  stateDir: string;
  /** Default: the first minor. */
  kubernetes?: KubernetesMinor;
  say(line: string): void;
  signal: AbortSignal;
}

/**
 * Brings what the suites of a cluster need (Chromium, the tools, the built dashboard, the cluster), gives `run` the
 * environment that tells them of it, and ends the cluster after it.
 */
export async function withTestCluster(
  { stateDir, kubernetes, say, signal }: TestClusterOptions,
  run: (env: Record<string, string>, cluster: TestCluster) => Promise<void>,
): Promise<void> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const chromium = ensureChromium(say);
  const clientDir = await buildPart("client", say);
  const judges = await ensureTools(CHART_TOOLS, { signal });
  const audit = auditServiceAccounts(stateDir);
  const cluster = await startCluster({
    stateDir: join(stateDir, "cluster"),
    kubernetes,
    crds: crdFiles(),
    // One kind is watched straight from etcd, so that a compacted history shows (tests/integration/watch.test.ts).
    apiServerFlags: ["--watch-cache-sizes=podtemplates#0", ...audit.flags],
    signal,
  });
  try {
    const { kubeconfig, server, bin, etcd } = cluster;
    const judge = (name: (typeof CHART_TOOLS)[number]) => judges.get(name)?.path ?? "";
    const told: TestCluster = {
      ...{ kubeconfig, server, etcd, auditLog: audit.file, chromium, clientDir, stateDir },
      bin: { helm: bin.helm, kubectl: bin.kubectl },
    };
    const file = join(stateDir, "test-cluster.json");
    writeFileSync(file, JSON.stringify(told));
    const env = {
      [TEST_CLUSTER_VARIABLE]: file,
      SHOPYARD_HELM: bin.helm,
      SHOPYARD_KUBECTL: bin.kubectl,
      SHOPYARD_HELM_UNITTEST: judge("helm-unittest"),
      SHOPYARD_KUBE_SCORE: judge("kube-score"),
      SHOPYARD_PROMTOOL: judge("promtool"),
      KUBECONFIG: kubeconfig,
    };
    await run(env, told);
  } finally {
    await cluster.stop();
  }
}
