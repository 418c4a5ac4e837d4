import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { NAMESPACES, resourcePath } from "@shopyard/kube/paths.ts";
import type { EffectContext } from "./context.ts";

/** Deletes the very namespace that was looked at: another of its name is refused by the API server (409). */
export async function deleteNamespace(
  store: Store,
  uid: string,
  { client, platform, signal }: EffectContext,
): Promise<void> {
  const name = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  await client.delete(resourcePath(NAMESPACES, { name }), { uid, propagationPolicy: "Background", signal });
}
