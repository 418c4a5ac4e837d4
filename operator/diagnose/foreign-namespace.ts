/** A namespace of a store's name that is not ours: made for the store and relabelled since, or somebody else's. */
import type { Store } from "@shopyard/crds/store.ts";
import type { Failure } from "../reconcile/failure.ts";

/** Whether this is the very namespace that was made for the store, whatever its labels say by now. */
export const wasMadeFor = (store: Store, namespace: { uid?: string } | undefined): boolean =>
  namespace !== undefined && store.status?.namespace?.uid === namespace.uid;

/** Why a namespace that is not ours stands in the way. */
export function foreignNamespace(
  store: Store,
  namespace: { name: string; uid?: string; lacks: readonly string[] },
): Failure {
  const lacks = namespace.lacks.join(" and ");
  return wasMadeFor(store, namespace)
    ? {
        code: "NamespaceRelabelled",
        step: "Namespace",
        message: `namespace ${namespace.name} was made for this store and no longer carries ${lacks}`,
      }
    : {
        code: "NamespaceTaken",
        step: "Namespace",
        message: `namespace ${namespace.name} exists and is not this store's: it does not carry ${lacks}`,
      };
}
