import { createHash } from "node:crypto";
import { LIMIT_RANGES, NETWORK_POLICIES, RESOURCE_QUOTAS, type Resource } from "@shopyard/kube/paths.ts";
import type { Engine } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import type { BoundStore } from "./bound-store.ts";
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
}

/** Everything that bounds a store: quota, limits and network. */
export function buildPolicies(store: BoundStore, engine: Engine, platform: Platform): Policies {
  const bounds = [
    { resource: RESOURCE_QUOTAS, object: buildResourceQuota(store, engine, platform) },
    { resource: LIMIT_RANGES, object: buildLimitRange(store, engine, platform) },
  ];
  const network = buildNetworkPolicies(store, engine, platform).map((object) => ({
    resource: NETWORK_POLICIES,
    object,
  }));
  return { bounds, network };
}

/** Stands for a store's name, and can be no part of one. */
const NAME = "<name>";
const texts = new WeakMap<Platform, Map<string, string>>();

/**
 * 40 hex digits over a store's policies. They differ from store to store by name and size only, so their text is made
 * once a size: an operator that starts needs the digest of every store there is.
 */
export function policiesDigest(store: BoundStore, engine: Engine, platform: Platform): string {
  const size = store.spec.size ?? "small";
  const known = texts.get(platform) ?? new Map<string, string>();
  texts.set(platform, known);
  const shape = `${engine.name}/${size}`;
  let text = known.get(shape);
  if (text === undefined) {
    const { bounds, network } = buildPolicies({ metadata: { name: NAME }, spec: { size } }, engine, platform);
    text = canonicalJson([...bounds, ...network]);
    known.set(shape, text);
  }
  return createHash("sha256").update(text.replaceAll(NAME, store.metadata.name)).digest("hex").slice(0, 40);
}
