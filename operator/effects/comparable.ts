import type { KubeObject } from "@shopyard/kube/objects.ts";

/** An object without what the API server counts and notes by itself, and without these annotations. */
export function comparable(object: KubeObject, ignored: readonly string[] = []): unknown {
  const { status: _, metadata, ...rest } = object as KubeObject & { status?: unknown };
  const {
    resourceVersion: __,
    generation: ___,
    managedFields: ____,
    annotations,
    ...named
  } = metadata as typeof metadata & {
    managedFields?: unknown;
  };
  const kept = Object.entries(annotations ?? {}).filter(([name]) => !ignored.includes(name));
  return { ...rest, metadata: { ...named, annotations: Object.fromEntries(kept) } };
}
