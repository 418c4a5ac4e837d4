import { FIELD_MANAGER } from "@shopyard/crds/constants.ts";
import { hostOf, type Store } from "@shopyard/crds/store.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { CONFIG_MAPS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { buildHostClaim, claimantOf } from "../build/host-claim.ts";
import type { EffectContext } from "./context.ts";
import { removeObject } from "./remove-object.ts";

/**
 * Claims the store's host. Made by create, so that of two stores one gets it, whatever the caches show; a claim whose
 * Store is gone is taken away first. Whose it is by then stands in the cache.
 * @throws KubeError 409 where another was made, or taken away, in that very moment
 */
export async function claimHost(store: Store, context: EffectContext): Promise<void> {
  const { client, platform, caches, signal } = context;
  const wanted = buildHostClaim(store, hostOf(store, platform.config.BASE_DOMAIN), platform);
  const { namespace, name } = wanted.metadata;
  const create = () =>
    client.create<KubeObject>(resourcePath(CONFIG_MAPS, { namespace }), wanted, {
      signal,
      query: { fieldManager: FIELD_MANAGER },
    });
  try {
    caches.hosts.wrote(await create());
  } catch (error) {
    if (!isConflict(error)) throw error;
    const present = await client.get<KubeObject>(resourcePath(CONFIG_MAPS, { namespace, name }), { signal });
    if (present === undefined) throw error;
    caches.hosts.wrote(present);
    if (await isHeld(present, context)) return;
    await releaseHost(present, context);
    caches.hosts.wrote(await create());
  }
}

/** Gives a host back. */
export const releaseHost = (claim: KubeObject, context: EffectContext): Promise<void> =>
  removeObject(CONFIG_MAPS, claim, context.caches.hosts, context, claim.metadata.resourceVersion);

/** Whether the very Store that made it is there still; asked of the API server, since the caches may be old. */
async function isHeld(claim: KubeObject, { client, signal }: EffectContext): Promise<boolean> {
  const claimant = claimantOf(claim);
  // Made by somebody else, for a reason of his own.
  if (claimant === undefined) return true;
  const path = resourcePath(STORES, { namespace: claim.metadata.namespace, name: claimant.name });
  return (await client.get<Store>(path, { signal }))?.metadata.uid === claimant.uid;
}
