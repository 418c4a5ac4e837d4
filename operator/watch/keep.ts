/**
 * What the caches keep of an object; the rest would be most of the memory of thousands of stores. Whoever comes to read
 * more of one (kinds.ts) has to keep it here. Fields are emptied, not deleted: V8 makes a slow and large dictionary of an
 * object that loses one.
 */
import type { KubeObject } from "@shopyard/kube/objects.ts";

/** All but who manages which field; a write without that leaves it as it is. */
export function keepAll<T extends KubeObject>(object: T): T {
  (object.metadata as { managedFields?: unknown }).managedFields = undefined;
  return object;
}

/** Of a pod or a Job: how it is, not what it was made to be. */
export function keepState<T extends KubeObject>(object: T): T {
  (object as { spec?: unknown }).spec = undefined;
  return keepAll(object);
}

/** Of a Deployment or StatefulSet: how it is, and how many pods it wants. */
export function keepScale<T extends KubeObject>(object: T): T {
  const scaled = object as { spec?: { replicas?: number | undefined } };
  scaled.spec = { replicas: scaled.spec?.replicas };
  return keepAll(object);
}
