import { createHash } from "node:crypto";
import type { Store } from "@shopyard/crds/store.ts";
import { LIMIT_RANGES, NETWORK_POLICIES, RESOURCE_QUOTAS, type Resource } from "@shopyard/kube/paths.ts";
import type { Engine } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import type { Bounds } from "./grow-bounds.ts";
import { buildLimitRange } from "./limit-range.ts";
import { buildNetworkPolicies } from "./network-policies.ts";
import { buildResourceQuota } from "./resource-quota.ts";
import { canonicalJson } from "./values.ts";

interface PolicyObject<Spec> {
  resource: Resource;
  object: { metadata: { name: string; namespace: string }; spec: Spec };
}

export interface Policies {
  /** Quota and limits. */
  bounds: PolicyObject<Bounds>[];
  network: PolicyObject<object>[];
  /** 40 hex digits over the objects. */
  digest: string;
}

/** Everything that bounds a store: quota, limits and network. */
export function buildPolicies(store: Store, engine: Engine, platform: Platform): Policies {
  const bounds = [
    { resource: RESOURCE_QUOTAS, object: buildResourceQuota(store, engine, platform) },
    { resource: LIMIT_RANGES, object: buildLimitRange(store, engine, platform) },
  ];
  const network = buildNetworkPolicies(store, engine, platform).map((object) => ({
    resource: NETWORK_POLICIES,
    object,
  }));
  const digest = createHash("sha256")
    .update(canonicalJson([...bounds, ...network]))
    .digest("hex")
    .slice(0, 40);
  return { bounds, network, digest };
}
