import { FINALIZER } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { resourcePath, STORES } from "@shopyard/kube/paths.ts";
import type { EffectContext } from "./context.ts";

export const addFinalizer = (store: Store, context: EffectContext): Promise<void> =>
  setFinalizers(store, [...(store.metadata.finalizers ?? []), FINALIZER], context);

export const dropFinalizer = (store: Store, context: EffectContext): Promise<void> =>
  setFinalizers(
    store,
    (store.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER),
    context,
  );

/** uid and version make sure that nobody else's finalizer is written over. */
async function setFinalizers(
  store: Store,
  finalizers: string[],
  { client, caches, signal }: EffectContext,
): Promise<void> {
  const { namespace, name, uid, resourceVersion } = store.metadata;
  const updated = await client.patch<Store>(
    resourcePath(STORES, { namespace, name }),
    { metadata: { uid, resourceVersion, finalizers } },
    { signal },
  );
  caches.stores.wrote(updated);
}
