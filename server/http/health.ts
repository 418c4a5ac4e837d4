import type { CatalogCache } from "../kube/catalog-cache.ts";
import { type QuotaCache, STORES_COUNT } from "../kube/quota-cache.ts";
import type { StoresCache } from "../kube/stores-cache.ts";

/** What the server still waits for before it may be sent requests; empty when it is ready. */
export function notReadyBecause({
  stores,
  catalog,
  quota,
}: {
  stores: StoresCache;
  catalog: CatalogCache;
  quota: QuotaCache;
}): string[] {
  const reasons: string[] = [];
  if (!stores.synced) reasons.push("the Stores have not been listed yet");
  if (!catalog.synced) reasons.push("the catalog has not been looked up yet");
  if (!quota.synced) reasons.push("the ResourceQuotas have not been listed yet");
  else if (quota.current !== undefined && quota.current.used === undefined) {
    reasons.push(`the quota on ${STORES_COUNT} has not been counted yet (about 30 s after the CRD was made)`);
  }
  return reasons;
}
