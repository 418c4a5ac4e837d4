import { readFileSync } from "node:fs";
import type { EtcdAccess } from "../../dev/cluster/cluster.ts";

/** What tests/run.ts tells the suites about the cluster they share. */
export interface TestCluster {
  kubeconfig: string;
  /** Where its API server answers. */
  server: string;
  stateDir: string;
  bin: { helm: string; kubectl: string };
  clientDir: string;
  chromium: string;
  etcd: EtcdAccess;
  /** Of the API server: every request of a service account, one a line. */
  auditLog: string;
}

/** Path of the JSON of a TestCluster. */
export const TEST_CLUSTER_VARIABLE = "SHOPYARD_TEST_CLUSTER";

/** Path of Chromium, for suites without that cluster. */
export const CHROMIUM_VARIABLE = "SHOPYARD_CHROMIUM";

/** @throws Error that says how to run the suite */
export function testCluster(): TestCluster {
  const file = process.env[TEST_CLUSTER_VARIABLE];
  if (file === undefined)
    throw new Error("this suite needs a cluster: run `npm test`, or `npm test -- tests/integration`");
  return JSON.parse(readFileSync(file, "utf8")) as TestCluster;
}
