import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { runConformance } from "../../../dev/conformance/conformance.ts";
import type { EngineSource } from "../../../dev/conformance/engine-module.ts";
import type { RowName } from "../../../dev/conformance/row.ts";
import type { RowResult } from "../../../dev/conformance/run-rows.ts";
import { testCluster } from "../../support/test-cluster.ts";

/** The kit's rows on a platform of its own on the tests' cluster, whose pods are simulated. */
export function runKit(
  source: EngineSource,
  only: readonly RowName[],
  options: { patienceMs?: number } = {},
): Promise<RowResult[]> {
  const { kubeconfig, bin, stateDir } = testCluster();
  const platform = `c${randomBytes(3).toString("hex")}`;
  return runConformance({
    source,
    cluster: { kubeconfig, bin, simulated: true },
    platform,
    stateDir: join(stateDir, "platforms"),
    only,
    signal: new AbortController().signal,
    tell() {},
    ...options,
  });
}
