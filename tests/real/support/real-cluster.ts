import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { Cluster, ClusterOptions } from "../../../dev/cluster/cluster.ts";
import { crdFiles } from "../../../dev/cluster/crd-files.ts";
import { SILENT } from "../../../dev/cluster/tools/progress-printer.ts";
import { startCluster } from "../../../dev/cluster/up.ts";
import { ensureImages } from "../../../dev/images/ensure-images.ts";
import type { ImageName } from "../../../dev/images/image-table.ts";
import { loadImages } from "../../../dev/node/load-images.ts";
import type { NodeAccess } from "../../../dev/node/node-state.ts";

/** A cluster whose pods run. */
export interface RealCluster {
  readonly cluster: Cluster;
  readonly node: NodeAccess;
  /** What goes wrong leaves its pictures here, and the folder is kept then. */
  readonly folder: string;
}

/**
 * Starts a cluster with real nodes that have these images, for a file's tests. `then` starts what runs on it, and gives
 * what ends that.
 */
export function useRealCluster(
  images: () => Iterable<ImageName>,
  then: (real: RealCluster) => Promise<() => Promise<void>>,
  options: Pick<ClusterOptions, "nodes"> = {},
): RealCluster {
  let folder: string | undefined;
  let cluster: Cluster | undefined;
  let end: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    const built = await ensureImages([...images()]);
    folder = mkdtempSync(join(tmpdir(), "shopyard-real-"));
    cluster = await startCluster({
      ...options,
      real: true,
      stateDir: join(folder, "cluster"),
      crds: crdFiles(),
      printer: SILENT,
    });
    await loadImages(cluster, [...built.values()], { printer: SILENT });
    end = await then(real);
  });
  let failed = false;
  afterEach(({ task }) => {
    failed ||= task.result?.state === "fail";
  });
  afterAll(async () => {
    await end?.();
    await cluster?.stop();
    if (folder === undefined) return;
    if (failed) process.stderr.write(`logs of the cluster and what ran on it, pictures: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  });

  const started = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error("it is not started yet: use it in tests");
    return what;
  };
  const real: RealCluster = {
    get cluster() {
      return started(cluster);
    },
    get node() {
      const { node } = started(cluster);
      if (node === undefined) throw new Error("the cluster has no real node");
      return node;
    },
    get folder() {
      return started(folder);
    },
  };
  return real;
}
