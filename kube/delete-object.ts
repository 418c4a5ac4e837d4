import type { DeleteOptions, KubeClient } from "./client.ts";
import type { KubeObject } from "./objects.ts";
import { type Resource, resourcePath } from "./paths.ts";

/**
 * Deletes the very object that was looked at.
 * @returns false where it is gone already
 * @throws KubeError 409 when another has its name by now; Error when `object` is none that the API server gave
 */
export async function deleteObject(
  client: KubeClient,
  resource: Resource,
  { metadata: { namespace, name, uid } }: KubeObject,
  options: Omit<DeleteOptions, "uid">,
): Promise<boolean> {
  if (!uid) throw new Error(`nobody knows which ${resource.plural} ${namespace ?? ""}/${name} is meant: it has no uid`);
  return client.delete(resourcePath(resource, { namespace, name }), { ...options, uid });
}
