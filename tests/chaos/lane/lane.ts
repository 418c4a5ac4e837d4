/** A platform of its own with its operator behind a fault proxy: what one run after another has for itself. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type AdminClient, createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { createCertificates } from "../../../dev/cluster/certificates.ts";
import { findFreePorts } from "../../../dev/cluster/free-ports.ts";
import { type Component, startComponent } from "../../../dev/platform/component.ts";
import { type InstalledPlatform, installPlatform } from "../../../dev/platform/install-platform.ts";
import { type FaultProxy, startFaultProxy } from "../proxy/fault-proxy.ts";
import { descendantsOf, killProcess } from "./process-tree.ts";

const ENTRY = fileURLToPath(new URL("../engine/operator-entry.ts", import.meta.url));

export interface LaneOptions {
  /** The platform's name: the start of all its namespaces. */
  name: string;
  kubeconfig: string;
  helm: string;
  /** Of the engine's versions. */
  chartsDir: string;
  stateDir: string;
  signal: AbortSignal;
}

export interface Lane {
  readonly platform: InstalledPlatform;
  readonly proxy: FaultProxy;
  readonly admin: AdminClient;
  /** The operator's log. */
  readonly log: string;
  /** Whether an operator runs. */
  readonly alive: boolean;
  /** SIGKILL; with `helmToo` also to the guards and helms that it started. Resolves when the operator is gone. */
  kill(helmToo: boolean): Promise<void>;
  /** Starts an operator where none runs; resolves when it is ready. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLane({ name, kubeconfig, helm, chartsDir, stateDir, signal }: LaneOptions): Promise<Lane> {
  const config = loadKubeConfig({ file: kubeconfig });
  const admin = createKubeClient(config);
  const { ca, serving } = await createCertificates(`${stateDir}/${name}-pki`);
  const proxy = await startFaultProxy({
    server: admin.server,
    ca: authorityOf(config.getCurrentCluster()),
    certificate: { cert: readFileSync(serving.cert, "utf8"), key: readFileSync(serving.key, "utf8") },
  });
  const platform = await installPlatform({ name, kubeconfig, helm, stateDir, apiServers: { operator: proxy.url } });
  trust(platform.kubeconfigs.operator, readFileSync(ca));
  const [port = 0] = await findFreePorts(1);
  const log = `${stateDir}/${name}-operator.log`;
  const env = {
    STORES_NAMESPACE: platform.storesNamespace,
    SYSTEM_NAMESPACE: platform.systemNamespace,
    NAMESPACE_PREFIX: platform.namespacePrefix,
    KUBE_CONTEXT: "",
    KUBECONFIG: platform.kubeconfigs.operator,
    OPERATOR_SERVICE_ACCOUNT: `${name}-operator`,
    STORE_CLUSTER_ROLE: `${name}-store`,
    HELM: helm,
    CHARTS_DIR: chartsDir,
    SIMULATED: "true",
    BACKOFF_SECONDS: "1",
    MAX_CONCURRENT_PROVISIONS: "10",
    LOG_LEVEL: "debug",
  };
  let operator: Component | undefined;
  let starting: { killed: AbortController; ended: Promise<void> } | undefined;
  const isAlive = () => operator?.process.exitCode === null && operator.process.signalCode === null;
  const launch = async (killed: AbortSignal) => {
    try {
      const both = AbortSignal.any([signal, killed]);
      operator = await startComponent({ name: "operator", entry: ENTRY, env, log, port, signal: both });
    } catch (error) {
      // Killed before it was ready: as asked for.
      if (!killed.aborted) throw error;
    } finally {
      starting = undefined;
    }
  };
  const lane: Lane = {
    platform,
    proxy,
    admin,
    log,
    get alive() {
      return isAlive();
    },
    async kill(helmToo) {
      starting?.killed.abort();
      await starting?.ended.catch(() => undefined);
      if (operator?.process.pid === undefined) return;
      // Who is whose child cannot be seen any more once the parent is gone.
      const started = helmToo ? descendantsOf(operator.process.pid) : [];
      const gone = operator.kill();
      for (const pid of started) killProcess(pid);
      await gone;
      operator = undefined;
    },
    async start() {
      if (starting !== undefined) return starting.ended;
      if (isAlive()) return;
      const killed = new AbortController();
      const ended = launch(killed.signal);
      starting = { killed, ended };
      await ended;
    },
    async stop() {
      await operator?.stop();
      await proxy.stop();
    },
  };
  await lane.start();
  return lane;
}

const authorityOf = (cluster: { caData?: string; caFile?: string } | null): string =>
  cluster?.caData === undefined
    ? readFileSync(cluster?.caFile ?? "", "utf8")
    : Buffer.from(cluster.caData, "base64").toString();

/** The operator meets the proxy alone, which has an authority of its own. */
function trust(kubeconfig: string, ca: Buffer): void {
  const config = JSON.parse(readFileSync(kubeconfig, "utf8")) as {
    clusters: { cluster: { "certificate-authority-data": string } }[];
  };
  for (const { cluster } of config.clusters) cluster["certificate-authority-data"] = ca.toString("base64");
  writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
}
