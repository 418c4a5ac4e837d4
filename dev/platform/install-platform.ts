import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { storeDefinition } from "@shopyard/crds/definition.ts";
import { createKubeClient, type KubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { CUSTOM_RESOURCE_DEFINITIONS, DEPLOYMENTS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../cluster/wait-until.ts";
import { installChart } from "./install-chart.ts";
import { mintOperatorToken, mintToken } from "./operator-token.ts";

export interface PlatformOptions {
  /** An administrator's kubeconfig. */
  kubeconfig: string;
  context?: string | undefined;
  helm: string;
  /** Where the kubeconfigs of operator and server are written. */
  stateDir: string;
  /** Release, and the start of all its names; default `shopyard`. */
  name?: string;
  maxStores?: number;
  /** Default `localhost`. */
  baseDomain?: string | undefined;
  /** Hosts that no store may have. */
  reservedHosts?: readonly string[];
  /** More environment of helm and of both processes: a cluster's own `env`, with which programs reach it past a proxy. */
  env?: Readonly<Record<string, string>>;
  /** Where each finds the API server, when not where the administrator does: a proxy in between. */
  apiServers?: { operator?: string; server?: string };
}

/** A platform's rights, without its processes. */
export interface InstalledPlatform {
  name: string;
  storesNamespace: string;
  systemNamespace: string;
  /** What the namespaces of stores begin with. */
  namespacePrefix: string;
  /** Of the service account of that name; nothing runs as administrator. */
  kubeconfigs: { operator: string; server: string };
  /** Writes a kubeconfig for one more operator: of the same account, yet another one to the fence. */
  addOperator(): Promise<string>;
}

/** Applies the CRD, installs charts/shopyard, and writes a kubeconfig for each of its two service accounts. */
export async function installPlatform(options: PlatformOptions): Promise<InstalledPlatform> {
  const { kubeconfig, context, helm, stateDir, name = "shopyard", maxStores = 100 } = options;
  const { baseDomain = "localhost", reservedHosts = [] } = options;
  const config = loadKubeConfig({ file: kubeconfig, context });
  const admin = createKubeClient(config);
  const systemNamespace = `${name}-system`;
  const storesNamespace = `${name}-stores`;
  const namespacePrefix = name === "shopyard" ? "shop-" : `${name}-`;
  if (
    (await admin.get(resourcePath(DEPLOYMENTS, { namespace: systemNamespace, name: `${name}-operator` }))) !== undefined
  ) {
    throw new Error(
      `this cluster has a platform "${name}" whose processes are pods, in namespace ${systemNamespace}: use that one, ` +
        "or uninstall it first",
    );
  }
  await applyDefinition(admin);
  // The rights alone: the CRD was just applied, and the processes run outside the cluster.
  const off = { enabled: false };
  const without = { crd: { install: false }, server: off, operator: off, dashboard: off };
  const values = { storesNamespace, namespacePrefix, maxStores, baseDomain, reservedHosts, ...without };
  await installChart({
    ...{ helm, kubeconfig, env: options.env, stateDir, name, values },
    ...(context && { args: ["--kube-context", context] }),
  });
  const cluster = config.getCurrentCluster();
  const ca = cluster?.caData ?? (cluster?.caFile ? readFileSync(cluster.caFile).toString("base64") : undefined);
  const write = async (account: "operator" | "server", file: string, token: string) => {
    const path = join(stateDir, file);
    const server = options.apiServers?.[account] ?? admin.server;
    writeFileSync(path, kubeconfigFor(server, ca, `${name}-${account}`, token), { mode: 0o600 });
    return path;
  };
  let operators = 0;
  const addOperator = async () => {
    operators += 1;
    const file = operators === 1 ? `${name}-operator.kubeconfig` : `${name}-operator-${operators}.kubeconfig`;
    return write("operator", file, await mintOperatorToken(admin, systemNamespace, `${name}-operator`));
  };
  const serverToken = await mintToken(admin, systemNamespace, `${name}-server`);
  return {
    name,
    storesNamespace,
    systemNamespace,
    namespacePrefix,
    kubeconfigs: {
      operator: await addOperator(),
      server: await write("server", `${name}-server.kubeconfig`, serverToken),
    },
    addOperator,
  };
}

async function applyDefinition(admin: KubeClient): Promise<void> {
  const path = resourcePath(CUSTOM_RESOURCE_DEFINITIONS, { name: storeDefinition.metadata.name });
  await admin.apply(path, storeDefinition, { fieldManager: "shopyard-install" });
  await waitUntil(async () => (await admin.get(resourcePath(STORES), { query: { limit: 1 } })) !== undefined, {
    what: "the Store resource to be served",
    timeoutMs: 30_000,
  });
}

/** JSON is YAML. */
const kubeconfigFor = (server: string, ca: string | undefined, user: string, token: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "cluster", cluster: { server, ...(ca && { "certificate-authority-data": ca }) } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: user, context: { cluster: "cluster", user } }],
    "current-context": user,
  });
