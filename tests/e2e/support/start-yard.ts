import { dashboardCluster } from "../../support/test-cluster.ts";
import { startTestPlatform } from "../../support/test-platform.ts";
import type { Yard, YardOptions } from "./yard.ts";
import { startYardInPods } from "./yard-in-pods.ts";

/** Starts it in the way of the cluster that the suite runs on: see tests/support/test-cluster.ts. */
export function startYard(options: YardOptions = {}): Promise<Yard> {
  const cluster = dashboardCluster();
  if ("inPods" in cluster) return startYardInPods(cluster, options);
  return startTestPlatform({ clientDir: cluster.clientDir, ...options });
}
