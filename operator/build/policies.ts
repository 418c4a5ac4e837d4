import { createHash } from "node:crypto";
import type { Store } from "@shopyard/crds/store.ts";
import { LIMIT_RANGES, NETWORK_POLICIES, RESOURCE_QUOTAS, type Resource } from "@shopyard/kube/paths.ts";
import type { Engine } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import { buildLimitRange } from "./limit-range.ts";
import { buildNetworkPolicies } from "./network-policies.ts";
import { buildResourceQuota } from "./resource-quota.ts";
import { canonicalJson } from "./values.ts";

export interface Policies {
  objects: { resource: Resource; object: { metadata: { name: string; namespace: string } } }[];
  /** 40 hex digits over the objects. */
  digest: string;
}

/** Everything that bounds a store: quota, limits and network. */
export function buildPolicies(store: Store, engine: Engine, platform: Platform): Policies {
  const objects = [
    { resource: RESOURCE_QUOTAS, object: buildResourceQuota(store, engine, platform) },
    { resource: LIMIT_RANGES, object: buildLimitRange(store, engine, platform) },
    ...buildNetworkPolicies(store, engine, platform).map((object) => ({ resource: NETWORK_POLICIES, object })),
  ];
  const digest = createHash("sha256").update(canonicalJson(objects)).digest("hex").slice(0, 40);
  return { objects, digest };
}
