import { namespaceOf } from "@shopyard/crds/store.ts";
import type { Engine, Resources, SizePlan } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import type { BoundStore } from "./bound-store.ts";
import { storeLabels } from "./labels.ts";
import { DEFAULT_RESOURCES } from "./limit-range.ts";
import { formatBytes, formatCpu, parseQuantity } from "./quantity.ts";
import { SALE_RESOURCES } from "./sale-job.ts";

interface Totals {
  requestsCpu: number;
  requestsMemory: number;
  limitsCpu: number;
  limitsMemory: number;
}

/** What a size asks for in all while nothing changes: each component once, web `replicas` times, jobs apart. */
export function steadyTotals(plan: SizePlan): Totals {
  return sum(
    Object.entries(plan.resources)
      .filter(([component]) => component !== "job")
      .flatMap(([component, resources]) => Array<Resources>(component === "web" ? plan.replicas : 1).fill(resources)),
  );
}

export const storageTotal = (plan: SizePlan): number =>
  Object.values(plan.storage).reduce((total, size) => total + parseQuantity(size), 0);

/** The namespace's quota: the size's steady total, what a roll-out holds beside it, the sale and a certificate's proof. */
export function buildResourceQuota(store: BoundStore, engine: Engine, platform: Platform) {
  const plan = engine.sizes[store.spec.size ?? "small"];
  const surge = [
    ...engine.surge.flatMap((component) => plan.resources[component] ?? []),
    SALE_RESOURCES,
    // cert-manager's solver pod names no resources.
    DEFAULT_RESOURCES,
  ];
  const steady = steadyTotals(plan);
  const extra = sum(surge);
  return {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: {
      name: "store",
      namespace: namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX),
      labels: storeLabels(store, platform),
    },
    spec: {
      hard: {
        "requests.cpu": formatCpu(steady.requestsCpu + extra.requestsCpu),
        "requests.memory": formatBytes(steady.requestsMemory + extra.requestsMemory),
        "limits.cpu": formatCpu(steady.limitsCpu + extra.limitsCpu),
        "limits.memory": formatBytes(steady.limitsMemory + extra.limitsMemory),
        "requests.storage": formatBytes(storageTotal(plan)),
        persistentvolumeclaims: String(Object.keys(plan.storage).length),
        pods: "20",
        services: "10",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
        secrets: "20",
        configmaps: "20",
        "count/jobs.batch": "20",
      },
    },
  };
}

function sum(all: readonly Resources[]): Totals {
  const total = (read: (resources: Resources) => string) =>
    all.reduce((value, resources) => value + parseQuantity(read(resources)), 0);
  return {
    requestsCpu: total((r) => r.requests.cpu),
    requestsMemory: total((r) => r.requests.memory),
    limitsCpu: total((r) => r.limits.cpu),
    limitsMemory: total((r) => r.limits.memory),
  };
}
