import { join } from "node:path";
import type { Cluster } from "../cluster/cluster.ts";
import { ClusterError } from "../cluster/cluster-error.ts";
import { askForNode } from "../node/reserve-node.ts";
import { CHART, installChart } from "./install-chart.ts";

/** For pods of a machine that has other things to do, in seconds. */
const PATIENCE_S = 300;

export interface InPodsOptions {
  cluster: Pick<Cluster, "env" | "kubeconfig" | "node" | "server" | "simulated"> & { bin: { helm: string } };
  /** Where the values are written. */
  stateDir: string;
  /** Offered by the platform, none for all; their images are in the node, where stores' pods run. */
  engines: readonly string[];
  /** Release; default `shopyard`. */
  name?: string;
  /** The platform answers at `yard.<this>`, stores below it; default `localhost`. */
  baseDomain?: string;
  /** More values files, over those of this function. */
  values?: readonly string[];
  /** How they say that it is reached; default `http`. */
  scheme?: "http" | "https";
  signal?: AbortSignal;
}

/** A platform whose processes are pods. */
export interface PlatformInPods {
  name: string;
  systemNamespace: string;
  /** The dashboard; GraphQL is at `/graphql` below it. */
  url: string;
}

/**
 * Installs charts/shopyard with values-local.yaml, and what only this machine knows, on a real node that has the
 * platform's images; resolves when all its pods are ready. Done again it upgrades.
 * @throws ClusterError with helm's own words
 */
export async function installInPods(options: InPodsOptions): Promise<PlatformInPods> {
  const { cluster, stateDir, engines, name = "shopyard", baseDomain = "localhost", scheme = "http", signal } = options;
  const { node } = cluster;
  if (node === undefined)
    throw new ClusterError("The platform's pods need a node that runs them: start the cluster with --real");
  const { port, address, from } = node.ingress;
  const values = {
    baseDomain,
    urlScheme: scheme,
    urlPort: port,
    // Whoever reaches this machine's loopback is who may come, as without pods.
    auth: { trustIngress: true },
    ingressFrom: { cidr: from },
    dnsTo: { cidr: node.dns },
    apiServer: {
      cidrs: node.apiServers.map((each) => `${each}/32`),
      ports: [443, Number(new URL(cluster.server).port)],
    },
    stores: { engines, simulated: cluster.simulated },
    // In a pod the names below localhost are the pod itself.
    operator: { routeCheckVia: `${address}:${port}` },
    ...(cluster.simulated && askForNode(node.name)),
  };
  const systemNamespace = await installChart({
    ...{ helm: cluster.bin.helm, kubeconfig: cluster.kubeconfig, env: cluster.env, stateDir, name, values, signal },
    below: [join(CHART, "values-local.yaml")],
    ...(options.values && { over: options.values }),
    // The cluster had the definition of Store before: so its quota counts from the beginning.
    args: ["--take-ownership", "--force-conflicts", "--wait", "--timeout", `${PATIENCE_S}s`],
  });
  return { name, systemNamespace, url: `${scheme}://yard.${baseDomain}:${port}` };
}
