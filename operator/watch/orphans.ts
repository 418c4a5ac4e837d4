import { FINALIZER, LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf } from "@shopyard/crds/store.ts";
import type { Platform } from "../platform.ts";
import type { Caches } from "./caches.ts";
import type { Namespace } from "./kinds.ts";

/**
 * Whether a namespace carries this yard's id, stays, and no Store answers for it: its finalizer was removed by hand, or
 * it was labelled by hand. Whoever labels is believed to have had a reason, so none of these is ever deleted.
 */
export function isOrphan({ metadata }: Namespace, { stores }: Pick<Caches, "stores">, platform: Platform): boolean {
  const { STORES_NAMESPACE, NAMESPACE_PREFIX } = platform.config;
  if (metadata.labels?.[LABELS.yard] !== platform.yard || metadata.deletionTimestamp !== undefined) return false;
  const name = metadata.labels[LABELS.store] ?? "";
  const store = stores.get(`${STORES_NAMESPACE}/${name}`);
  if (store === undefined || namespaceOf(name, NAMESPACE_PREFIX) !== metadata.name) return true;
  const { deletionTimestamp, finalizers } = store.metadata;
  return deletionTimestamp !== undefined && !finalizers?.includes(FINALIZER);
}
