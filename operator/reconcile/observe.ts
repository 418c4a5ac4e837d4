/** observe -> decide -> act: the first one. Reads caches only; what is not there is undefined. */
import { hostOf, namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { copyKeyOf } from "../build/copy-key.ts";
import { claimantOf } from "../build/host-claim.ts";
import { lackingLabels } from "../build/labels.ts";
import { policiesDigest } from "../build/policies.ts";
import { restoreJobName } from "../build/restore-job.ts";
import { saleJobName } from "../build/sale-job.ts";
import { observeCopy, type WholeCopy } from "../diagnose/copy.ts";
import { observeRestore } from "../diagnose/restore.ts";
import { hasMigrated, migrationsOf, servingOf } from "../diagnose/roll-out.ts";
import { observeSale } from "../diagnose/sale.ts";
import { blockedBy, type ObjectsOfKind, overdueAt } from "../diagnose/teardown.ts";
import { askUsual, usualTime } from "../diagnose/usual-time.ts";
import { hasProcesses, observeWorkloads } from "../diagnose/workloads.ts";
import { workloadsOfSize } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import type { Slots } from "../queue/slots.ts";
import type { Caches } from "../watch/caches.ts";
import type { DriftChecks } from "../watch/drift-checks.ts";
import type { Namespace } from "../watch/kinds.ts";
import type { RouteChecks } from "../watch/route-checks.ts";
import type { Desired, Observation, ObservedHost, ObservedNamespace, Workloads } from "./observation.ts";
import { type Target, targetOf } from "./target.ts";

export function observe(
  store: Store,
  caches: Caches,
  platform: Platform,
  routes: Pick<RouteChecks, "get">,
  drifts: Pick<DriftChecks, "found">,
  slots: Pick<Slots, "isNext">,
  now: number,
  since: number,
): Observation {
  const name = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const target = targetOf(store, platform);
  const desired = desiredOf(target, platform);
  const jobs = caches.jobs.inNamespace(name);
  const pods = caches.pods.inNamespace(name);
  const workloads = workloadsOf(target, desired, name, caches);
  const migrations = migrationsOf(target.plan.engine, underWay(store, desired), jobs);
  return {
    now,
    since,
    store,
    desired,
    workloads,
    asked: target.asked,
    rollback: target.rollback,
    stuck: target.stuck,
    host: hostFacts(target.store, caches, platform),
    namespace: namespaceFacts(store, caches.namespaces.get(name), caches, platform, now),
    sale: observeSale(saleJobName(store, store.status?.release?.revision ?? 0), jobs, pods),
    migrating: hasMigrated(migrations, pods),
    copy: observeCopy(migrations, pods),
    restorable: restorableOf(target),
    restore:
      store.status?.restore?.state === "Begun" && target.plan.engine !== undefined
        ? observeRestore(target.plan.engine, restoreJobName(store), {
            ...{ jobs, pods, deployments: caches.deployments.inNamespace(name) },
          })
        : undefined,
    serving: servingOf(target.plan.engine, workloads, caches.deployments.inNamespace(name)),
    route: routes.get(store),
    drifted: drifts.found(store),
    usual:
      askUsual(store, now) === "now"
        ? usualTime(caches.stores.values(), store.spec.engine, platform.config.SIMULATED)
        : undefined,
    podsLeft: pods.filter(hasProcesses).length,
    // By the same clock as everything else: a store whose turn comes between two looks at it would wait for nobody.
    slotFree: slots.isNext(store, now),
    limits: { maxProvisionMs: platform.config.MAX_PROVISION_SECONDS * 1000, maxAttempts: platform.config.MAX_ATTEMPTS },
  };
}

/** Releases that may be migrating: the wanted one, and one that was applied before it and was never Ready. */
function underWay({ status }: Store, desired: Desired): string[] {
  if (!("releaseDigest" in desired)) return [];
  const { release, stable } = status ?? {};
  const goesBack = desired.releaseDigest === stable?.digest;
  const given = goesBack || release === undefined || release.digest === stable?.digest ? [] : [release.digest];
  return [desired.releaseDigest, ...given];
}

function restorableOf({ store: { status }, plan, asked }: Target): WholeCopy | undefined {
  if (plan.engine?.restore === undefined || asked === undefined || status === undefined) return undefined;
  return status.copy?.key === copyKeyOf({ status }, asked.appVersion) ? status.copy : undefined;
}

function desiredOf({ store, plan, rollback }: Target, platform: Platform): Desired {
  if (plan.engine === undefined) return { engine: "unknown" };
  const { SIMULATED, SALE_PROBE } = platform.config;
  const sale = SIMULATED ? "Simulated" : SALE_PROBE === "none" ? "NotProbed" : SALE_PROBE;
  if (rollback !== undefined) {
    return {
      engine: "known",
      version: rollback.appVersion,
      releaseDigest: rollback.digest,
      policiesDigest: policiesDigest(store, plan.engine, platform),
      // A version that is offered no longer has no image that could buy.
      sale: plan.version === undefined && sale !== "Simulated" ? "NotProbed" : sale,
    };
  }
  if (plan.version === undefined) {
    const offered = plan.engine.versions.map(({ version }) => version);
    return { engine: "known", version: "unknown", asked: plan.asked, offered };
  }
  return {
    engine: "known",
    version: plan.version,
    releaseDigest: plan.digest,
    policiesDigest: plan.policiesDigest,
    sale,
  };
}

function namespaceFacts(
  store: Store,
  namespace: Namespace | undefined,
  caches: Caches,
  platform: Platform,
  now: number,
): ObservedNamespace | undefined {
  if (namespace === undefined) return undefined;
  const { name, uid, creationTimestamp, deletionTimestamp } = namespace.metadata;
  const lacks = lackingLabels(namespace, store, platform);
  const late = overdueAt(namespace);
  return {
    name,
    uid: uid ?? "",
    terminating: deletionTimestamp !== undefined,
    ours: lacks.length === 0,
    lacks,
    ageSeconds: (now - Date.parse(creationTimestamp ?? "")) / 1000,
    overdueAt: late,
    blockedBy: late !== undefined && now >= late ? blockedBy(namespace, objectsIn(name, caches)) : undefined,
  };
}

function hostFacts(store: Store, caches: Caches, { config }: Platform): ObservedHost {
  const { namespace, uid } = store.metadata;
  const name = hostOf(store, config.BASE_DOMAIN);
  const { release, stable } = store.status ?? {};
  const needed = store.metadata.deletionTimestamp === undefined ? [name, release?.host, stable?.host] : [];
  const surplus = caches.hosts.of(uid).flatMap(({ metadata }) => (needed.includes(metadata.name) ? [] : metadata.name));
  const claim = caches.hosts.get(`${namespace}/${name}`);
  if (claim === undefined) return { name, holder: "nobody", claimant: "", surplus };
  const claimant = claimantOf(claim);
  if (claimant === undefined) return { name, holder: "another", claimant: `ConfigMap ${namespace}/${name}`, surplus };
  if (claimant.uid === uid) return { name, holder: "ours", claimant: "", surplus };
  const there = caches.stores.get(`${namespace}/${claimant.name}`)?.metadata.uid === claimant.uid;
  return { name, holder: there ? "another" : "nobody", claimant: `store ${claimant.name}`, surplus };
}

const objectsIn = (namespace: string, caches: Caches): ObjectsOfKind[] => [
  ["Deployment", caches.deployments.inNamespace(namespace)],
  ["StatefulSet", caches.statefulSets.inNamespace(namespace)],
  ["Job", caches.jobs.inNamespace(namespace)],
  ["Pod", caches.pods.inNamespace(namespace)],
];

const NOTHING: Workloads = { settled: false, components: [], waitingFor: "", fatal: undefined, suspected: undefined };

function workloadsOf({ store, plan }: Target, desired: Desired, namespace: string, caches: Caches): Workloads {
  if (plan.engine === undefined || !("releaseDigest" in desired)) return NOTHING;
  const workloads = workloadsOfSize(plan.engine, store.spec.size ?? "small");
  return observeWorkloads(
    { workloads, migration: plan.engine.migration },
    desired.releaseDigest,
    store.spec.suspended ?? false,
    {
      deployments: caches.deployments.inNamespace(namespace),
      statefulSets: caches.statefulSets.inNamespace(namespace),
      jobs: caches.jobs.inNamespace(namespace),
      pods: caches.pods.inNamespace(namespace),
    },
  );
}
