/** Stores, platforms and observations for tests; each function takes what differs from the ordinary case. */
import { API_VERSION, FINALIZER, KIND } from "@shopyard/crds/constants.ts";
import type { Store, StoreStatus } from "@shopyard/crds/store.ts";
import { readConfig } from "../../../operator/config.ts";
import { builtInEngines } from "../../../operator/engines/registry.ts";
import type { Platform } from "../../../operator/platform.ts";
import type {
  Observation,
  ObservedHost,
  ObservedNamespace,
  Workloads,
} from "../../../operator/reconcile/observation.ts";

export const T0 = Date.parse("2026-01-01T00:00:00.000Z");
export const at = (ms: number): string => new Date(T0 + ms).toISOString();

export interface StoreOptions {
  name?: string;
  uid?: string;
  metadata?: Partial<Store["metadata"]>;
  spec?: Partial<Store["spec"]>;
  status?: StoreStatus;
}

export function makeStore({ name = "demo", uid = `uid-${name}`, metadata, spec, status }: StoreOptions = {}): Store {
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: {
      name,
      namespace: "shopyard-stores",
      uid,
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: at(0),
      finalizers: [FINALIZER],
      ...metadata,
    },
    spec: { engine: "woocommerce", size: "small", ...spec },
    ...(status && { status }),
  };
}

export function makePlatform(env: Record<string, string> = {}): Platform {
  const charts = [...builtInEngines.values()].flatMap(({ versions }) => versions.map(({ chart }) => chart));
  return {
    config: readConfig(env),
    engines: builtInEngines,
    yard: "0123456789abcdef",
    chartDigests: new Map(
      charts.map((name) => [name, { digest: `digest-of-${name}`, name, version: "0.1.0", appVersion: "1" }]),
    ),
  };
}

export const STARTING: Workloads = {
  settled: false,
  components: [{ kind: "Deployment", name: "demo-web", ready: false, restarts: 0, reason: "RollingOut" }],
  waitingFor: "demo-web",
  fatal: undefined,
  suspected: undefined,
};
export const SETTLED: Workloads = {
  settled: true,
  components: [{ kind: "Deployment", name: "demo-web", ready: true, restarts: 0 }],
  waitingFor: "",
  fatal: undefined,
  suspected: undefined,
};

export const NAMESPACE: ObservedNamespace = {
  name: "shop-demo",
  uid: "ns-1",
  terminating: false,
  ours: true,
  lacks: [],
  ageSeconds: 60,
  overdueAt: undefined,
  blockedBy: undefined,
};
export const HOST: ObservedHost = { name: "demo.localhost", holder: "ours", claimant: "", surplus: [] };
export const DESIRED = {
  engine: "known",
  version: "11.1.0",
  releaseDigest: "d1",
  policiesDigest: "p1",
  sale: "order",
} as const;

export function observation(
  part: Omit<Partial<Observation>, "store" | "workloads"> & { store?: StoreOptions; workloads?: Partial<Workloads> },
): Observation {
  return {
    now: T0 + 10_000,
    since: T0 - 60_000,
    desired: DESIRED,
    namespace: undefined,
    host: HOST,
    sale: { state: "absent" },
    rollback: undefined,
    stuck: false,
    migrating: false,
    copy: undefined,
    restorable: undefined,
    restore: undefined,
    serving: "nobody",
    drifted: [],
    route: undefined,
    usual: undefined,
    podsLeft: 0,
    slotFree: false,
    limits: { maxProvisionMs: 900_000, maxAttempts: 3 },
    ...part,
    asked: "asked" in part ? part.asked : { digest: "d1", appVersion: "11.1.0", size: "small" },
    store: makeStore(part.store),
    workloads: { ...STARTING, ...part.workloads },
  };
}
