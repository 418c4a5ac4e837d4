import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "@shopyard/crds/store.ts";
import { type AdminClient, createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { LEASES, PODS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { expect } from "vitest";
import type { ClusterOptions } from "../../../dev/cluster/cluster.ts";
import { waitUntil } from "../../../dev/cluster/wait-until.ts";
import { installInPods, type PlatformInPods } from "../../../dev/platform/install-in-pods.ts";
import { imagesOfEngines } from "../../../dev/platform/node-settings.ts";
import type { Engine } from "../../../operator/engines/engine.ts";
import { kubectlOf } from "../../node/support/kubectl.ts";
import { operate } from "../../support/ask.ts";
import { useRealCluster } from "./real-cluster.ts";
import type { Visits } from "./yard-visitor.ts";

export const COMPONENTS = ["server", "operator", "dashboard"] as const;
export type Component = (typeof COMPONENTS)[number];
/** Of everything that two pods on a busy machine may take; milliseconds. */
export const PATIENCE = 600_000;
const SYSTEM = "shopyard-system";

export interface Pod extends KubeObject {
  spec: { nodeName?: string };
  status: {
    containerStatuses?: { restartCount: number }[];
    podIP?: string;
    phase?: string;
    conditions?: { type: string; status: string }[];
  };
}

export const isReady = ({ status }: Pod): boolean =>
  status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;

/** What whoever visits meanwhile meets with, as docs/operations.md has it. */
export const tell = (what: string, { answers, retried, failures, longestMs }: Visits): boolean =>
  process.stderr.write(
    `${what}: ${answers} answered, ${retried.length} after one retry, ${failures.length} failed, longest wait ${longestMs} ms\n`,
  );

/** A real cluster with the images of the platform and of one engine, for a file's tests, and what they do with it. */
export function usePlatformInPods(engine: Engine, options: Pick<ClusterOptions, "nodes"> = {}) {
  let admin: AdminClient | undefined;
  let kubectl: ReturnType<typeof kubectlOf> | undefined;
  const started = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error("it is not started yet: use it in tests");
    return what;
  };

  const real = useRealCluster(
    () => ["server", "operator", "client", ...imagesOfEngines([engine])],
    async ({ cluster, folder }) => {
      admin = createKubeClient(loadKubeConfig({ file: cluster.kubeconfig }));
      const ask = kubectlOf(cluster);
      kubectl = ask;
      return async () => {
        // For whoever reads what went wrong.
        for (const component of COMPONENTS) {
          const { stdout } = await ask(["logs", "-n", SYSTEM, `deployment/shopyard-${component}`]);
          writeFileSync(join(folder, `${component}.log`), stdout);
        }
      };
    },
    options,
  );

  const podsOf = async (component: Component): Promise<Pod[]> => {
    const labelSelector = `app.kubernetes.io/name=shopyard,app.kubernetes.io/component=${component}`;
    const pods = await started(admin).list<Pod>(resourcePath(PODS, { namespace: SYSTEM }), {
      query: { labelSelector },
    });
    return pods.items;
  };
  const store = (name: string) =>
    started(admin).get<Store>(resourcePath(STORES, { namespace: "shopyard-stores", name }));
  let url = "";

  return {
    real,
    get admin() {
      return started(admin);
    },
    get kubectl() {
      return started(kubectl);
    },
    podsOf,
    store,
    /** Two pods of each; done again it upgrades. */
    async install(more: object = {}, scheme: "http" | "https" = "http"): Promise<PlatformInPods> {
      const { cluster, folder } = real;
      const file = join(folder, "more-values.json");
      const two = { replicas: 2 };
      writeFileSync(file, JSON.stringify({ server: two, operator: two, dashboard: two, ...more }));
      const engines = [engine.name];
      const platform = await installInPods({ cluster, stateDir: folder, engines, values: [file], scheme });
      expect(platform.systemNamespace).toBe(SYSTEM);
      url = platform.url;
      return platform;
    },
    untilTwoReady: (component: Component) =>
      waitUntil(
        async () => {
          const pods = await podsOf(component);
          return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined).filter(isReady).length === 2;
        },
        { what: `two pods of ${component} to be ready`, timeoutMs: PATIENCE, everyMs: 200 },
      ),
    /** Asks the API for a store; gives its id there. */
    async create(name: string): Promise<string> {
      const { createStore } = await operate<{ createStore: { __typename: string; store?: { id: string } } }>(
        url,
        `mutation ($input: CreateStoreInput!) { createStore(input: $input) {
          __typename ... on CreateStoreSuccess { store { id } } ... on DomainError { code message } } }`,
        { input: { name, engine: engine.name } },
      );
      expect(createStore).toMatchObject({ __typename: "CreateStoreSuccess" });
      return createStore.store?.id ?? "";
    },
    /** Ready without any trouble, or with `troubled` with none that is not over. */
    async untilReady(name: string, { troubled = false } = {}): Promise<Store> {
      let latest: Store | undefined;
      await waitUntil(
        async () => {
          latest = await store(name);
          return latest?.status?.phase === "Ready" || latest?.status?.phase === "Failed";
        },
        { what: `${name} to be Ready`, timeoutMs: PATIENCE, everyMs: 500 },
      );
      const { lastError } = latest?.status ?? {};
      if (troubled && lastError?.resolvedAt !== undefined) return latest as Store;
      expect(lastError).toBeUndefined();
      expect(latest?.status?.phase).toBe("Ready");
      return latest as Store;
    },
    /** The leading operator's lease. */
    lease: () =>
      started(admin).get<KubeObject & { spec: { holderIdentity?: string } }>(
        resourcePath(LEASES, { namespace: SYSTEM, name: "shopyard-operator" }),
      ),
    /** Deletes a pod as a lost node would: without a word to what runs in it. */
    kill: (pod: string) => started(kubectl)(["delete", "pod", "-n", SYSTEM, pod, "--grace-period=0", "--force"]),
  };
}
