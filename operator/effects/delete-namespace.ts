import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NAMESPACES, PERSISTENT_VOLUME_CLAIMS, resourcePath } from "@shopyard/kube/paths.ts";
import type { EffectContext } from "./context.ts";

/**
 * Deletes the very namespace that was looked at: another of its name is refused by the API server (409). Volume claims
 * go first: helm leaves those of StatefulSets, and the namespace controller comes back to them only seconds later.
 */
export async function deleteNamespace(store: Store, uid: string, context: EffectContext): Promise<void> {
  const { client, platform, signal } = context;
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  try {
    const claims = await client.list<KubeObject>(resourcePath(PERSISTENT_VOLUME_CLAIMS, { namespace }), { signal });
    for (const { metadata } of claims.items) {
      const path = resourcePath(PERSISTENT_VOLUME_CLAIMS, { namespace, name: metadata.name });
      await client.delete(path, { signal, ...(metadata.uid && { uid: metadata.uid }) });
    }
  } catch (error) {
    // Without rights inside (the binding is gone or never was) the namespace takes its claims along, only slower.
    if (!(error instanceof KubeError && error.status === 403)) throw error;
  }
  await client.delete(resourcePath(NAMESPACES, { name: namespace }), { uid, propagationPolicy: "Background", signal });
}
