import { FIELD_MANAGER } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { type Resource, resourcePath } from "@shopyard/kube/paths.ts";
import { type Bounds, growBounds } from "../build/grow-bounds.ts";
import { buildPolicies, policiesDigest } from "../build/policies.ts";
import type { Engine } from "../engines/engine.ts";
import type { EffectContext } from "./context.ts";

export interface EnsuredPolicies {
  /** Of the policies that the spec asks for, grown or not. */
  digest: string;
  /** Quota or limits are larger than that, for the time of a roll-out. */
  grown: boolean;
  count: number;
}

/** Applies quota, limits and network policies; with `grow`, without lowering a bound that is there. */
export async function ensurePolicies(
  store: Store,
  engine: Engine,
  grow: boolean,
  { client, platform, signal }: EffectContext,
): Promise<EnsuredPolicies> {
  const { bounds, network } = buildPolicies(store, engine, platform);
  const pathOf = (resource: Resource, { namespace, name }: { namespace: string; name: string }) =>
    resourcePath(resource, { namespace, name });
  const apply = (path: string, object: object) => client.apply(path, object, { fieldManager: FIELD_MANAGER, signal });
  const [grown] = await Promise.all([
    Promise.all(
      bounds.map(async ({ resource, object }) => {
        const path = pathOf(resource, object.metadata);
        const present = grow ? await client.get<KubeObject & { spec: Bounds }>(path, { signal }) : undefined;
        const { spec, grown } = growBounds(object.spec, present?.spec);
        await apply(path, { ...object, spec });
        return grown;
      }),
    ),
    ...network.map(({ resource, object }) => apply(pathOf(resource, object.metadata), object)),
  ]);
  return {
    digest: policiesDigest(store, engine, platform),
    grown: grown.includes(true),
    count: bounds.length + network.length,
  };
}
