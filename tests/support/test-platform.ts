import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Store, StoreSpec, StoreStatus } from "@shopyard/crds/store.ts";
import { type AdminClient, createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NAMESPACES, type Resource, resourcePath, SECRETS, STORES } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { type RunningPlatform, type StartPlatformOptions, startPlatform } from "../../dev/platform/start-platform.ts";
import { type TestCluster, testCluster } from "./test-cluster.ts";

/** A platform of a test's own on the shared cluster, and an administrator's view of it. */
export interface TestPlatform extends RunningPlatform {
  cluster: PlatformCluster;
  admin: AdminClient;
  apply(name: string, spec: Partial<StoreSpec>): Promise<Store>;
  store(name: string): Promise<Store | undefined>;
  remove(name: string): Promise<void>;
  /** Merges into the status, past the operator. */
  setStatus(name: string, status: StoreStatus): Promise<void>;
  annotate(name: string, annotations: Record<string, string>): Promise<void>;
  namespaceOf(name: string): string;
  /** The store once `wanted` holds; fails with what it looks like when it never does. */
  until(name: string, what: string, wanted: (store: Store) => boolean, timeoutMs?: number): Promise<Store>;
  untilGone(name: string, timeoutMs?: number): Promise<void>;
  list<T extends KubeObject>(resource: Resource, query?: Record<string, string>): Promise<T[]>;
  /** One metric of the operator; 0 where it does not appear. */
  metric(name: string): Promise<number>;
}

export interface TestPlatformOptions extends Partial<StartPlatformOptions> {
  /** Default: the one that tests/run.ts started. */
  cluster?: PlatformCluster;
  /** Of another checkout: its chart, its definition of Store, its processes. Default: this one's. */
  start?: typeof startPlatform;
}

export type PlatformCluster = Pick<TestCluster, "kubeconfig" | "stateDir"> & { bin: { helm: string; kubectl: string } };

export async function startTestPlatform({
  cluster = testCluster(),
  start = startPlatform,
  ...options
}: TestPlatformOptions = {}): Promise<TestPlatform> {
  const platform = await start({
    kubeconfig: cluster.kubeconfig,
    helm: cluster.bin.helm,
    name: `t${randomBytes(3).toString("hex")}`,
    stateDir: join(cluster.stateDir, "platforms"),
    simulated: true,
    ...options,
    operatorEnv: { BACKOFF_SECONDS: "1", LOG_LEVEL: "debug", ...options.operatorEnv },
    serverEnv: { CREATES_PER_MINUTE: "1000", OWN_STORES_LIMIT: "1000", ...options.serverEnv },
  });
  const admin = createKubeClient(loadKubeConfig({ file: cluster.kubeconfig }));
  const namespace = platform.storesNamespace;
  const path = (name?: string) => resourcePath(STORES, { namespace, name });
  const store = (name: string) => admin.get<Store>(path(name));
  const wait = (what: string, check: () => Promise<boolean>, timeoutMs: number) =>
    waitUntil(check, { what, timeoutMs, everyMs: 50 });
  return Object.assign(platform, {
    cluster,
    admin,
    store,
    apply: (name: string, spec: Partial<StoreSpec>) =>
      admin.apply<Store>(
        path(name),
        { apiVersion: "shopyard.dev/v1alpha1", kind: "Store", metadata: { name, namespace }, spec },
        { fieldManager: "test" },
      ),
    async remove(name: string) {
      await admin.delete(path(name));
    },
    async setStatus(name: string, status: StoreStatus) {
      await admin.patch(`${path(name)}/status`, { status });
    },
    async annotate(name: string, annotations: Record<string, string>) {
      await admin.patch(path(name), { metadata: { annotations } });
    },
    namespaceOf: (name: string) => `${platform.name}-${name}`,
    async until(name: string, what: string, wanted: (store: Store) => boolean, timeoutMs = 60_000) {
      let last: Store | undefined;
      const check = async () => {
        last = await store(name);
        return last !== undefined && wanted(last);
      };
      await wait(`${name} to be ${what}`, check, timeoutMs).catch((error: Error) => {
        throw new Error(`${error.message} It is ${JSON.stringify(last?.status ?? "absent", undefined, 2)}`);
      });
      return last as Store;
    },
    untilGone: (name: string, timeoutMs = 60_000) =>
      wait(`${name} to be gone`, async () => (await store(name)) === undefined, timeoutMs),
    list: async <T extends KubeObject>(resource: Resource, query: Record<string, string> = {}) =>
      (await admin.list<T>(resourcePath(resource), { query })).items,
    async metric(name: string) {
      const text = await (await fetch(`${platform.operator.url}/metrics`)).text();
      const line = text.split("\n").find((candidate) => candidate.startsWith(name));
      return Number(line?.split(" ").at(-1) ?? 0);
    },
  });
}

export const isPhase =
  (...phases: string[]) =>
  ({ status }: Store): boolean =>
    phases.includes(status?.phase ?? "");

export const reasons = (store: Store): string[] => store.status?.events?.map(({ reason }) => reason) ?? [];

/** The namespace as it is, for tests that look for one. */
export const getNamespace = ({ admin }: TestPlatform, name: string) =>
  admin.get<KubeObject & { status?: { phase: string } }>(resourcePath(NAMESPACES, { name }));

export const getSecret = ({ admin }: TestPlatform, namespace: string, name: string) =>
  admin.get<KubeObject & { data: Record<string, string> }>(resourcePath(SECRETS, { namespace, name }));
