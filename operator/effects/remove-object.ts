import type { KubeObject } from "@shopyard/kube/objects.ts";
import { type Resource, resourcePath } from "@shopyard/kube/paths.ts";
import type { FreshCache } from "../watch/fresh-cache.ts";
import type { EffectContext } from "./context.ts";

/** Deletes the very object that the cache showed, what it owns with it, and has the cache forget it at once. */
export async function removeObject<T extends KubeObject>(
  resource: Resource,
  object: T,
  cache: FreshCache<T>,
  { client, signal }: EffectContext,
): Promise<void> {
  const { namespace, name, uid } = object.metadata;
  await client.delete(resourcePath(resource, { namespace, name }), {
    propagationPolicy: "Background",
    signal,
    ...(uid && { uid }),
  });
  cache.removed(object);
}
