import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { deleteObject } from "@shopyard/kube/delete-object.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NAMESPACES, PERSISTENT_VOLUME_CLAIMS, resourcePath } from "@shopyard/kube/paths.ts";
import { isOurs } from "../build/labels.ts";
import type { Namespace } from "../watch/kinds.ts";
import type { EffectContext } from "./context.ts";

/**
 * Deletes the store's namespace, asked for once more since the caches may be old: uid and version make the API server
 * refuse (409) another of its name, and this one too when somebody changes its labels in that moment. Volume claims go
 * first: helm leaves those of StatefulSets, and the namespace controller comes back to them only seconds later.
 * @returns false where there is nothing of ours to delete; the cache knows by then
 */
export async function deleteNamespace(store: Store, uid: string, context: EffectContext): Promise<boolean> {
  const { client, platform, caches, signal } = context;
  const name = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const present = await client.get<Namespace>(resourcePath(NAMESPACES, { name }), { signal });
  if (present === undefined) {
    caches.namespaces.removed({ metadata: { name, uid } });
    return false;
  }
  if (present.metadata.uid !== uid || !isOurs(present, store, platform)) {
    caches.namespaces.wrote(present);
    return false;
  }
  await deleteClaims(name, context);
  const { resourceVersion } = present.metadata;
  return deleteObject(client, NAMESPACES, present, { resourceVersion, propagationPolicy: "Background", signal });
}

async function deleteClaims(namespace: string, { client, signal }: EffectContext): Promise<void> {
  try {
    const claims = await client.list<KubeObject>(resourcePath(PERSISTENT_VOLUME_CLAIMS, { namespace }), { signal });
    for (const claim of claims.items) await deleteObject(client, PERSISTENT_VOLUME_CLAIMS, claim, { signal });
  } catch (error) {
    // Without rights inside (the binding is gone or never was) the namespace takes its claims along, only slower.
    if (!(error instanceof KubeError && error.status === 403)) throw error;
  }
}
