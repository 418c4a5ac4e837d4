import type { Store } from "@shopyard/crds/store.ts";
import type { Platform } from "../platform.ts";

/**
 * Computes a fact once for a store as it was read and a platform: neither object ever changes, each new state of a
 * store is a new object. For small facts, as they are kept as long as the store is.
 */
export function onceAStore<T>(compute: (store: Store, platform: Platform) => T) {
  const known = new WeakMap<Platform, WeakMap<Store, { fact: T }>>();
  return (store: Store, platform: Platform): T => {
    let stores = known.get(platform);
    if (stores === undefined) {
      stores = new WeakMap();
      known.set(platform, stores);
    }
    let found = stores.get(store);
    if (found === undefined) {
      found = { fact: compute(store, platform) };
      stores.set(store, found);
    }
    return found.fact;
  };
}
