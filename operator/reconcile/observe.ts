/** observe -> decide -> act: the first one. Reads caches only; what is not there is undefined. */
import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { onceAStore } from "../build/once-a-store.ts";
import { buildPolicies } from "../build/policies.ts";
import { saleJobName } from "../build/sale-job.ts";
import { buildValues, digestOf } from "../build/values.ts";
import { observeSale } from "../diagnose/sale.ts";
import { hasProcesses, observeWorkloads } from "../diagnose/workloads.ts";
import { type Engine, workloadsOfSize } from "../engines/engine.ts";
import type { ChartInfo, Platform } from "../platform.ts";
import type { Caches } from "../watch/caches.ts";
import type { Namespace } from "../watch/kinds.ts";
import type { RouteChecks } from "../watch/route-checks.ts";
import type { Desired, Observation, ObservedNamespace, Workloads } from "./observation.ts";

/** The engine, version and chart a spec asks for, or why there is none. */
export type Plan =
  | { engine: undefined }
  | { engine: Engine; version: undefined; asked: string }
  | {
      engine: Engine;
      version: string;
      chart: ChartInfo;
      chartFolder: string;
      values: object;
      digest: string;
      policiesDigest: string;
    };

/** Once a store, because every pass asks and the digests take their time. */
export const planOf = onceAStore((store, platform): Plan => {
  const engine = platform.engines.get(store.spec.engine);
  if (engine === undefined) return { engine: undefined };
  const asked = store.spec.engineVersion || store.status?.engineVersion || engine.defaultVersion;
  const offered = engine.versions.find(({ version }) => version === asked);
  const chart = offered && platform.chartDigests.get(offered.chart);
  if (offered === undefined || chart === undefined) return { engine, version: undefined, asked };
  const values = () => buildValues(store, engine, asked, platform);
  return {
    ...{ engine, version: asked, chart, chartFolder: offered.chart, digest: digestOf(chart, values()) },
    policiesDigest: buildPolicies(store, engine, platform).digest,
    // Built when helm needs them: kept for thousands of stores they would fill the memory.
    get values() {
      return values();
    },
  };
});

export function observe(
  store: Store,
  caches: Caches,
  platform: Platform,
  routes: Pick<RouteChecks, "get">,
  slotFree: boolean,
  now: number,
  since: number,
): Observation {
  const name = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const plan = planOf(store, platform);
  return {
    now,
    since,
    store,
    desired: desiredOf(store, plan, platform),
    namespace: namespaceFacts(caches.namespaces.get(name), store, platform, now),
    workloads: workloadsOf(store, plan, name, caches),
    sale: observeSale(
      saleJobName(store, store.status?.release?.revision ?? 0),
      caches.jobs.inNamespace(name),
      caches.pods.inNamespace(name),
    ),
    route: routes.get(store),
    podsLeft: caches.pods.inNamespace(name).filter(hasProcesses).length,
    slotFree,
    limits: { maxProvisionMs: platform.config.MAX_PROVISION_SECONDS * 1000, maxAttempts: platform.config.MAX_ATTEMPTS },
  };
}

function desiredOf(store: Store, plan: Plan, platform: Platform): Desired {
  if (plan.engine === undefined) return { engine: "unknown" };
  if (plan.version === undefined) {
    const offered = plan.engine.versions.map(({ version }) => version);
    return { engine: "known", version: "unknown", asked: plan.asked, offered };
  }
  const { SIMULATED, SALE_PROBE } = platform.config;
  const sale = SIMULATED ? "Simulated" : SALE_PROBE === "none" ? "NotProbed" : SALE_PROBE;
  return {
    engine: "known",
    version: plan.version,
    releaseDigest: plan.digest,
    policiesDigest: plan.policiesDigest,
    sale,
  };
}

function namespaceFacts(
  namespace: Namespace | undefined,
  store: Store,
  platform: Platform,
  now: number,
): ObservedNamespace | undefined {
  if (namespace === undefined) return undefined;
  const { labels, uid, creationTimestamp, deletionTimestamp } = namespace.metadata;
  const blocking = namespace.status?.conditions?.filter(
    ({ type, status }) => status === "True" && type.startsWith("Namespace"),
  );
  return {
    uid: uid ?? "",
    terminating: deletionTimestamp !== undefined,
    ours: labels?.[LABELS.yard] === platform.yard && labels[LABELS.store] === store.metadata.name,
    ageSeconds: (now - Date.parse(creationTimestamp ?? "")) / 1000,
    blockedBy:
      blocking?.length && now - Date.parse(deletionTimestamp ?? "") > USUAL_TEARDOWN_MS
        ? blocking.map(({ message, type }) => message ?? type).join("; ")
        : undefined,
  };
}

/** The namespace controller needs a round or two; what it reports before that is no news. */
const USUAL_TEARDOWN_MS = 30_000;

const NOTHING: Workloads = { settled: false, components: [], waitingFor: "", fatal: undefined, suspected: undefined };

function workloadsOf(store: Store, plan: Plan, namespace: string, caches: Caches): Workloads {
  if (plan.engine === undefined || plan.version === undefined) return NOTHING;
  const workloads = workloadsOfSize(plan.engine, store.spec.size ?? "small");
  return observeWorkloads({ workloads }, plan.digest, store.spec.suspended ?? false, {
    deployments: caches.deployments.inNamespace(namespace),
    statefulSets: caches.statefulSets.inNamespace(namespace),
    jobs: caches.jobs.inNamespace(namespace),
    pods: caches.pods.inNamespace(namespace),
  });
}
