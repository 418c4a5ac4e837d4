import type { Store } from "@shopyard/crds/store.ts";
import { decodeStoreId } from "../kube/store-id.ts";
import { onCluster, WHILE_SOMEBODY_WAITS } from "./cluster-trouble.ts";
import { StoreNotFound } from "./domain-error.ts";
import type { Platform } from "./platform.ts";

/**
 * The store of a global id as the API server has it now: writes decide on that, not on a cache that may be late.
 * @throws StoreNotFound also where the name now belongs to another uid.
 */
export async function findStore(platform: Platform, globalId: string): Promise<Store> {
  const id = decodeStoreId(globalId);
  if (id === undefined) throw new StoreNotFound();
  const store = await onCluster(() =>
    platform.client.get<Store>(`${platform.stores.path}/${id.name}`, WHILE_SOMEBODY_WAITS),
  );
  if (store?.metadata.uid !== id.uid) throw new StoreNotFound();
  return store;
}
