import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Store } from "@shopyard/crds/store.ts";
import { type AdminClient, createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { resourcePath, STORES } from "@shopyard/kube/paths.ts";
import type { Cluster } from "../../dev/cluster/cluster.ts";
import { crdFiles } from "../../dev/cluster/crd-files.ts";
import { startCluster } from "../../dev/cluster/up.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { type Component, startComponent } from "../../dev/platform/component.ts";
import { type RunningPlatform, startPlatform } from "../../dev/platform/start-platform.ts";
import { AuditLog } from "./audit-log.ts";
import { type Etcd, openEtcd } from "./etcd.ts";
import { API_SERVER, CONTROLLERS, type Programs, programsOf } from "./programs.ts";

const STATE = fileURLToPath(new URL("../../.shopyard", import.meta.url));
const NAME = "bench";

/**
 * What stores are made of and nobody here watches. Of these the API server reads what is asked for from its database,
 * instead of all of them when it starts: of ten thousand stores that would be a quarter of a million objects, more than
 * a small machine reads in the minute that the API server gives its own checks.
 */
const UNWATCHED = [
  ...["secrets", "persistentvolumeclaims", "replicasets.apps", "controllerrevisions.apps"],
  ...["poddisruptionbudgets.policy", "cronjobs.batch", "networkpolicies.networking.k8s.io"],
  "ingresses.networking.k8s.io",
];
const UNCACHED = `--watch-cache-sizes=${UNWATCHED.map((kind) => `${kind}#0`).join(",")}`;

/** A cluster with simulated nodes and a platform whose server has ended: nobody but the operator is at work. */
export interface World {
  cluster: Cluster;
  controllers: Programs;
  apiServer: Programs;
  etcd: Etcd;
  platform: RunningPlatform;
  admin: AdminClient;
  /** The operator's writes, and its helm's. */
  audit: AuditLog;
  /** Starts the operator anew, the same again; over many stores it takes its time to be ready. */
  startOperator(readyMs: number): Promise<Component>;
  /** Creates a store and waits until it is Ready. */
  bringUp(name: string, engine: string): Promise<Store>;
  close(): Promise<void>;
}

export interface WorldOptions {
  maxStores: number;
  operatorEnv?: Record<string, string>;
  signal: AbortSignal;
}

export async function openWorld({ maxStores, operatorEnv = {}, signal }: WorldOptions): Promise<World> {
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(STATE, "bench-"));
  const owned: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const end of owned) await end();
  };
  try {
    const user = `system:serviceaccount:${NAME}-system:${NAME}-operator`;
    const { log: audit, flags } = AuditLog.prepare(folder, user);
    const stateDir = join(folder, "cluster");
    const apiServerFlags = [...flags, UNCACHED];
    const cluster = await startCluster({ stateDir, crds: crdFiles(), apiServerFlags, signal });
    owned.unshift(() => cluster.stop());
    const apiServer = programsOf(cluster, API_SERVER);
    const controllers = programsOf(cluster, CONTROLLERS);
    for (const programs of [apiServer, controllers]) owned.unshift(() => programs.stop());
    const etcd = openEtcd(cluster.etcd);
    owned.unshift(() => etcd.close());
    const platform = await startPlatform({
      ...{ kubeconfig: cluster.kubeconfig, helm: cluster.bin.helm, stateDir: folder, name: NAME, signal },
      ...{ maxStores, simulated: true, operatorEnv },
    });
    owned.unshift(() => platform.stop());
    await platform.server.stop();
    const admin = createKubeClient(loadKubeConfig({ file: cluster.kubeconfig }));
    const namespace = platform.storesNamespace;
    const bringUp = async (name: string, engine: string): Promise<Store> => {
      const path = resourcePath(STORES, { namespace, name });
      const metadata = { name, namespace };
      const body = { apiVersion: "shopyard.dev/v1alpha1", kind: "Store", metadata, spec: { engine } };
      await admin.apply(path, body, { fieldManager: NAME });
      let store: Store | undefined;
      const ready = async () => {
        store = await admin.get<Store>(path);
        return store?.status?.phase === "Ready";
      };
      await waitUntil(ready, { what: `${name} to be Ready`, timeoutMs: 120_000, everyMs: 200, signal });
      if (store === undefined) throw new Error(`${name} is gone`);
      return store;
    };
    const startOperator = async (readyMs: number): Promise<Component> => {
      const { operatorEnv: env, operator } = platform;
      await operator.stop();
      const port = Number(new URL(operator.url).port);
      platform.operator = await startComponent({ name: "operator", env, log: operator.log, port, readyMs, signal });
      return platform.operator;
    };
    return { cluster, controllers, apiServer, etcd, platform, admin, audit, startOperator, bringUp, close };
  } catch (error) {
    await close();
    throw error;
  }
}
