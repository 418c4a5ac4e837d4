import { deleteObject } from "@shopyard/kube/delete-object.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import type { Resource } from "@shopyard/kube/paths.ts";
import type { FreshCache } from "../watch/fresh-cache.ts";
import type { EffectContext } from "./context.ts";

/**
 * Deletes the very object that the cache showed, what it owns with it, and has the cache forget it at once.
 * @param resourceVersion only as it was then: the API server refuses (409) what has changed since
 */
export async function removeObject<T extends KubeObject>(
  resource: Resource,
  object: T,
  cache: FreshCache<T>,
  { client, signal }: EffectContext,
  resourceVersion?: string,
): Promise<void> {
  await deleteObject(client, resource, object, { resourceVersion, propagationPolicy: "Background", signal });
  cache.removed(object);
}
