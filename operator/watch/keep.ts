/**
 * What the caches keep of an object; the rest would be most of the memory of thousands of stores. Fields are emptied, not
 * deleted: V8 makes a slow and large dictionary of an object that loses one.
 */
import type { KubeObject } from "@shopyard/kube/objects.ts";

/** All but who manages which field; a write without that leaves it as it is. */
export function keepAll<T extends KubeObject>(object: T): T {
  (object.metadata as { managedFields?: unknown }).managedFields = undefined;
  return object;
}

/** How it is, and of what it was made to be (a pod template, most of all) only these fields. */
export const keepSpec =
  (...fields: readonly string[]) =>
  <T extends KubeObject>(object: T): T => {
    const whole = object as { spec?: Record<string, unknown> };
    whole.spec = Object.fromEntries(fields.map((field) => [field, whole.spec?.[field]]));
    return keepAll(object);
  };
