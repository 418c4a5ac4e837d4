import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureChromium } from "../../../dev/chromium.ts";
import { crdFiles } from "../../../dev/cluster/crd-files.ts";
import { startCluster } from "../../../dev/cluster/up.ts";
import { ensureImages } from "../../../dev/images/ensure-images.ts";
import { loadImages } from "../../../dev/node/load-images.ts";
import { PLATFORM_IMAGES } from "../../../dev/platform/load-engines.ts";
import { CHROMIUM_VARIABLE, type PodsCluster, TEST_CLUSTER_VARIABLE } from "../../support/test-cluster.ts";

/** Names the state folder of a cluster to use, which then stays; else one is started for the run. */
const STATE_DIR_VARIABLE = "SHOPYARD_PODS_CLUSTER";

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** Brings the cluster that the suites share, with the platform's images in its node; gives what ends it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const began = performance.now();
  const given = process.env[STATE_DIR_VARIABLE];
  const images = await ensureImages(PLATFORM_IMAGES);
  const stateDir = mkdtempSync(join(tmpdir(), "shopyard-pods-"));
  const cluster = await startCluster({
    ...{ real: true, simulatedNodes: 1, crds: crdFiles() },
    stateDir: given ?? join(stateDir, "cluster"),
  });
  await loadImages(cluster, [...images.values()]);
  const { kubeconfig, bin, env, node, server, simulated } = cluster;
  const told: PodsCluster = {
    ...{ kubeconfig, server, stateDir, bin },
    chromium: process.env[CHROMIUM_VARIABLE] ?? ensureChromium(say),
    inPods: { env, simulated, stays: cluster.reused, ...(node && { node }) },
  };
  const file = join(stateDir, "test-cluster.json");
  writeFileSync(file, JSON.stringify(told));
  Object.assign(process.env, env, { [TEST_CLUSTER_VARIABLE]: file });
  say(`a cluster for platforms in pods: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return async () => {
    await cluster.stop();
    if (project.vitest.state.getCountOfFailedTests() === 0) rmSync(stateDir, { recursive: true, force: true });
    else say(`logs of the cluster and of the platforms in pods, pictures: ${stateDir}`);
  };
}
