import { readFileSync } from "node:fs";
import type { Cluster, EtcdAccess } from "../../dev/cluster/cluster.ts";

/** What suites of the dashboard need of the cluster they share. */
interface Shared {
  kubeconfig: string;
  /** Where its API server answers. */
  server: string;
  stateDir: string;
  bin: { helm: string; kubectl: string };
  chromium: string;
}

/** What tests/run.ts tells the suites about the cluster they share: platforms' processes are this machine's. */
export interface TestCluster extends Shared {
  clientDir: string;
  etcd: EtcdAccess;
  /** Of the API server: every request of a service account, one a line. */
  auditLog: string;
}

/** One where platforms are pods: of its real node, beside which the nodes of stores are simulated. */
export interface PodsCluster extends Shared {
  inPods: Pick<Cluster, "env" | "node" | "simulated"> & {
    /** It is there after the run too: nothing of the run may stay in it. */
    stays: boolean;
  };
}

/** Path of the JSON of a TestCluster or a PodsCluster. */
export const TEST_CLUSTER_VARIABLE = "SHOPYARD_TEST_CLUSTER";

/** Path of Chromium, for suites without that cluster. */
export const CHROMIUM_VARIABLE = "SHOPYARD_CHROMIUM";

/** @throws Error that says how to run the suite */
export const testCluster = (): TestCluster => read() as TestCluster;

/** @throws Error that says how to run the suite */
export const dashboardCluster = (): TestCluster | PodsCluster => read();

function read(): TestCluster | PodsCluster {
  const file = process.env[TEST_CLUSTER_VARIABLE];
  if (file === undefined)
    throw new Error("this suite needs a cluster: run `npm test`, or `npm test -- tests/integration`");
  return JSON.parse(readFileSync(file, "utf8")) as TestCluster | PodsCluster;
}
