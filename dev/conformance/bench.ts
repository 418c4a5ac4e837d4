import { LABELS } from "@shopyard/crds/constants.ts";
import { credentialsSecretOf, hostOf, namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { type AdminClient, createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NAMESPACES, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { readConfig } from "../../operator/config.ts";
import type { Engine, Image } from "../../operator/engines/engine.ts";
import type { Platform } from "../../operator/platform.ts";
import type { ProvidedCluster } from "../cluster/provider.ts";
import { waitUntil } from "../cluster/wait-until.ts";
import { createGraphqlClient, type GraphqlClient } from "../demo/graphql-client.ts";
import type { Refusal } from "../demo/operations.ts";
import type { RunningPlatform } from "../platform/start-platform.ts";
import { ContractError, hold } from "./outcome.ts";
import { RETRY, STORE, type StoreAnswer, type StoreView } from "./store-view.ts";

/** Attempts of a round and seconds before the second: a row that waits for Failed must not wait long. */
export const QUICK_FAILURE = { MAX_ATTEMPTS: "2", BACKOFF_SECONDS: "1" };

export interface BenchOptions {
  engine: Engine;
  cluster: Pick<ProvidedCluster, "kubeconfig" | "simulated" | "node" | "bin">;
  platform: RunningPlatform;
  /** The store's name. */
  store: string;
  signal: AbortSignal;
  /** Default: 90 s where pods are simulated, else 15 minutes. */
  patienceMs?: number;
}

/** What a row works with: one store of one platform, seen through the public API and as the administrator. */
export interface Bench {
  readonly engine: Engine;
  readonly version: string;
  readonly cluster: BenchOptions["cluster"];
  readonly platform: RunningPlatform;
  readonly admin: AdminClient;
  readonly graphql: GraphqlClient;
  readonly simulated: boolean;
  /** The store's name and its namespace. */
  readonly name: string;
  readonly namespace: string;
  readonly secretName: string;
  /** What a browser sends as Host. */
  readonly authority: string;
  /** The image of the shop's entry, as the engine has it. */
  readonly image: { component: string } & Image;
  readonly signal: AbortSignal;
  /** Milliseconds that a store may take to become Ready. */
  readonly patienceMs: number;
  /** The order of the first sale; absent where nothing is sold. */
  order: string | undefined;
  /** The tag that the operator is told to use for the entry's image; undefined: the engine's own. */
  tag: string | undefined;
  /** The tag after the last row that passed: what the store is brought back to. */
  settledTag: string | undefined;
  /** What the operator's builders want to know: its settings as they are now, and the yard. */
  builderPlatform(): Promise<Platform>;
  store(): Promise<StoreView | undefined>;
  /** The store as the Kubernetes API has it. */
  object(): Promise<Store>;
  /**
   * The store once `wanted` holds of it.
   * @throws ContractError that says what it looked like last
   */
  until(what: string, wanted: (store: StoreView) => boolean, options?: UntilOptions): Promise<StoreView>;
  /** Starts the operator anew with another tag of the entry's image, or with the engine's own. */
  useTag(tag: string | undefined): Promise<void>;
  /** Asks for another round of attempts, through the API. */
  retry(): Promise<void>;
  close(): Promise<void>;
}

export interface UntilOptions {
  timeoutMs?: number;
  /** A reason to give up early, e.g. that the store is Failed. */
  giveUp?: (store: StoreView) => string | undefined;
}

export function createBench({ engine, cluster, platform, store: name, signal, patienceMs }: BenchOptions): Bench {
  const config = readConfig(platform.operatorEnv);
  const admin = createKubeClient(loadKubeConfig({ file: cluster.kubeconfig }));
  const graphql = createGraphqlClient(platform.server.url);
  const version = engine.defaultVersion;
  const images = engine.images(version);
  const component = images[engine.entry.component] === undefined ? engine.sale.image : engine.entry.component;
  const { [component]: image } = images;
  if (image === undefined) throw new Error(`engine ${engine.name} has no image for its entry`);
  const host = hostOf({ metadata: { name }, spec: {} }, config.BASE_DOMAIN);
  const path = resourcePath(STORES, { namespace: platform.storesNamespace, name });
  const bench: Bench = {
    engine,
    version,
    cluster,
    platform,
    admin,
    graphql,
    simulated: cluster.simulated,
    name,
    namespace: namespaceOf(name, config.NAMESPACE_PREFIX),
    secretName: credentialsSecretOf(name),
    authority: config.URL_PORT === undefined ? host : `${host}:${config.URL_PORT}`,
    image: { component, ...image },
    signal,
    patienceMs: patienceMs ?? (cluster.simulated ? 90_000 : 900_000),
    order: undefined,
    tag: undefined,
    settledTag: undefined,
    async builderPlatform() {
      const namespace = await admin.get<KubeObject>(resourcePath(NAMESPACES, { name: bench.namespace }));
      return {
        config: readConfig(platform.operatorEnv),
        engines: new Map([[engine.name, engine]]),
        yard: namespace?.metadata.labels?.[LABELS.yard] ?? "",
        chartDigests: new Map(),
      };
    },
    async store() {
      const { store } = await graphql.request<StoreAnswer>(STORE, { name });
      return store === null ? undefined : { ...store, events: store.events.edges.map(({ node }) => node) };
    },
    async object() {
      const object = await admin.get<Store>(path);
      hold(object !== undefined, `the store ${name} is not there any more`);
      return object;
    },
    async until(what, wanted, { timeoutMs = bench.patienceMs, giveUp } = {}) {
      let last: StoreView | undefined;
      let reason: string | undefined;
      const check = async () => {
        last = await bench.store();
        if (last !== undefined && wanted(last)) return true;
        reason = last && giveUp?.(last);
        return false;
      };
      await waitUntil(check, {
        what: `${name} to be ${what}`,
        timeoutMs,
        everyMs: 150,
        signal,
        giveUp: () => reason,
      }).catch((cause: Error) => {
        signal.throwIfAborted();
        throw new ContractError(reason ?? `${cause.message} It is ${describeStore(last)}`, { cause });
      });
      return last as StoreView;
    },
    async useTag(tag) {
      const given = JSON.parse(platform.operatorEnv.ENGINE_IMAGES ?? "{}") as Record<string, Record<string, object>>;
      const own = { ...given[engine.name], [component]: { ...given[engine.name]?.[component], tag: tag ?? image.tag } };
      await platform.restart("operator", { ENGINE_IMAGES: JSON.stringify({ ...given, [engine.name]: own }) });
      bench.tag = tag;
    },
    async retry() {
      const store = await bench.store();
      const { retryStore } = await graphql.request<{ retryStore: Refusal }>(RETRY, { input: { id: store?.id } });
      hold(retryStore.code === undefined, `retryStore was refused (${retryStore.code}): ${retryStore.message}`);
    },
    close: () => graphql.close(),
  };
  return bench;
}

function describeStore(store: StoreView | undefined): string {
  if (store === undefined) return "absent";
  const { phase, message, lastError } = store;
  const error = lastError === null || lastError.resolvedAt !== null ? "" : `; ${lastError.code}: ${lastError.message}`;
  return `${phase}: ${message ?? "no message"}${error}`;
}
