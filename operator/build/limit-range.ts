import { namespaceOf } from "@shopyard/crds/store.ts";
import type { Engine, Resources } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import type { BoundStore } from "./bound-store.ts";
import { storeLabels } from "./labels.ts";
import { formatBytes, formatCpu, parseQuantity } from "./quantity.ts";
import { SALE_RESOURCES } from "./sale-job.ts";

/** What a container gets that names no resources. */
export const DEFAULT_RESOURCES: Resources = {
  requests: { cpu: "10m", memory: "32Mi" },
  limits: { cpu: "100m", memory: "128Mi" },
};

/** Defaults for containers that name no resources, and the most that one may ask for: the size's largest part or the sale. */
export function buildLimitRange(store: BoundStore, engine: Engine, platform: Platform) {
  const all = [...Object.values(engine.sizes[store.spec.size ?? "small"].resources), SALE_RESOURCES];
  const cpu = formatCpu(Math.max(...all.map(({ limits }) => parseQuantity(limits.cpu))));
  const memory = formatBytes(Math.max(...all.map(({ limits }) => parseQuantity(limits.memory))));
  return {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: {
      name: "store",
      namespace: namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX),
      labels: storeLabels(store, platform),
    },
    spec: {
      limits: [
        {
          type: "Container",
          defaultRequest: DEFAULT_RESOURCES.requests,
          default: DEFAULT_RESOURCES.limits,
          max: { cpu, memory },
        },
      ],
    },
  };
}
