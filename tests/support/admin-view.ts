import type { Store, StoreSpec, StoreStatus } from "@shopyard/crds/store.ts";
import { type AdminClient, createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { type Resource, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import type { TestCluster } from "./test-cluster.ts";

export type PlatformCluster = Pick<TestCluster, "kubeconfig" | "stateDir"> & { bin: { helm: string; kubectl: string } };

/** A platform's stores as an administrator of its cluster sees and changes them. */
export interface AdminView {
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
}

export function adminView(cluster: PlatformCluster, platform: { name: string; storesNamespace: string }): AdminView {
  const admin = createKubeClient(loadKubeConfig({ file: cluster.kubeconfig }));
  const namespace = platform.storesNamespace;
  const path = (name?: string) => resourcePath(STORES, { namespace, name });
  const store = (name: string) => admin.get<Store>(path(name));
  const wait = (what: string, check: () => Promise<boolean>, timeoutMs: number) =>
    waitUntil(check, { what, timeoutMs, everyMs: 50 });
  return {
    cluster,
    admin,
    store,
    apply: (name, spec) =>
      admin.apply<Store>(
        path(name),
        { apiVersion: "shopyard.dev/v1alpha1", kind: "Store", metadata: { name, namespace }, spec },
        { fieldManager: "test" },
      ),
    async remove(name) {
      await admin.delete(path(name));
    },
    async setStatus(name, status) {
      await admin.patch(`${path(name)}/status`, { status });
    },
    async annotate(name, annotations) {
      await admin.patch(path(name), { metadata: { annotations } });
    },
    namespaceOf: (name) => `${platform.name}-${name}`,
    async until(name, what, wanted, timeoutMs = 60_000) {
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
    untilGone: (name, timeoutMs = 60_000) =>
      wait(`${name} to be gone`, async () => (await store(name)) === undefined, timeoutMs),
    list: async <T extends KubeObject>(resource: Resource, query: Record<string, string> = {}) =>
      (await admin.list<T>(resourcePath(resource), { query })).items,
  };
}
