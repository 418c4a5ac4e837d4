import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { Cluster } from "../../../dev/cluster/cluster.ts";
import { crdFiles } from "../../../dev/cluster/crd-files.ts";
import { SILENT } from "../../../dev/cluster/tools/progress-printer.ts";
import { startCluster } from "../../../dev/cluster/up.ts";
import { ensureImages } from "../../../dev/images/ensure-images.ts";
import { loadImages } from "../../../dev/node/load-images.ts";
import type { NodeAccess } from "../../../dev/node/node-state.ts";
import { imagesOfEngines, nodeSettings } from "../../../dev/platform/node-settings.ts";
import { builtInEngines } from "../../../operator/engines/registry.ts";
import { startTestPlatform, type TestPlatform } from "../../support/test-platform.ts";

/** A platform whose stores run in containers, with the images of one engine. */
export interface RealPlatform {
  readonly cluster: Cluster;
  readonly node: NodeAccess;
  readonly platform: TestPlatform;
  /** What goes wrong leaves its pictures here, and the folder is kept then. */
  readonly folder: string;
  /** Where the public reaches a store. */
  urlOf(name: string): string;
}

/**
 * Starts a cluster with a real node, builds or finds the engine's images, and starts operator and server on it. The
 * operator is that of `operatorEntry`, where given.
 */
export function useRealPlatform(
  engineName: string,
  operatorEnv: Record<string, string> = {},
  operatorEntry?: string,
): RealPlatform {
  let folder: string | undefined;
  let cluster: Cluster | undefined;
  let platform: TestPlatform | undefined;

  beforeAll(async () => {
    const engine = builtInEngines.get(engineName);
    if (engine === undefined) throw new Error(`no engine ${engineName}`);
    const images = await ensureImages(imagesOfEngines([engine]));
    folder = mkdtempSync(join(tmpdir(), "shopyard-real-"));
    cluster = await startCluster({
      real: true,
      stateDir: join(folder, "cluster"),
      crds: crdFiles(),
      printer: SILENT,
    });
    await loadImages(cluster, [...images.values()], { printer: SILENT });
    platform = await startTestPlatform({
      cluster: { kubeconfig: cluster.kubeconfig, stateDir: folder, bin: cluster.bin },
      env: cluster.env,
      simulated: false,
      ...(operatorEntry !== undefined && { operatorEntry }),
      operatorEnv: { ...nodeSettings(nodeOf(cluster)), ENGINES: engineName, ...operatorEnv },
    });
  });
  let failed = false;
  afterEach(({ task }) => {
    failed ||= task.result?.state === "fail";
  });
  afterAll(async () => {
    await platform?.stop();
    await cluster?.stop();
    if (folder === undefined) return;
    if (failed) process.stderr.write(`logs of cluster and operator, pictures: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  });

  const started = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error("it is not started yet: use it in tests");
    return what;
  };
  return {
    get cluster() {
      return started(cluster);
    },
    get node() {
      return nodeOf(started(cluster));
    },
    get folder() {
      return started(folder);
    },
    get platform() {
      return started(platform);
    },
    urlOf: (name) => `http://${name}.localhost:${nodeOf(started(cluster)).ingress.port}`,
  };
}

function nodeOf({ node }: Cluster): NodeAccess {
  if (node === undefined) throw new Error("the cluster has no real node");
  return node;
}
