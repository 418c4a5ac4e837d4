import { FIELD_MANAGER } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { resourcePath } from "@shopyard/kube/paths.ts";
import { buildPolicies, type Policies } from "../build/policies.ts";
import type { Engine } from "../engines/engine.ts";
import type { EffectContext } from "./context.ts";

/** Applies quota, limits and network policies. */
export async function ensurePolicies(
  store: Store,
  engine: Engine,
  { client, platform, signal }: EffectContext,
): Promise<Policies> {
  const policies = buildPolicies(store, engine, platform);
  await Promise.all(
    policies.objects.map(({ resource, object }) =>
      client.apply(
        resourcePath(resource, { namespace: object.metadata.namespace, name: object.metadata.name }),
        object,
        {
          fieldManager: FIELD_MANAGER,
          signal,
        },
      ),
    ),
  );
  return policies;
}
