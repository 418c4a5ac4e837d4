import type { Size } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { changeStore } from "./change-store.ts";
import { checkWish, type Wish } from "./check-wish.ts";
import type { Platform } from "./platform.ts";

export interface UpdateStoreInput {
  id: string;
  displayName?: string | null | undefined;
  size?: Size | null | undefined;
  engineVersion?: string | null | undefined;
}

export interface UpdateStoreOutcome {
  store: Store;
  /** Names of the input fields that were otherwise before. */
  changed: string[];
}

const FIELDS = ["displayName", "size", "engineVersion"] as const;

/**
 * Changes what a store is to be. What is absent or null stays as it is; an empty text takes a field back to its default.
 * @throws InvalidInput also for a size or version that the platform doesn't offer; StoreDeleting; StoreNotFound;
 *   ClusterUnavailable.
 */
export async function updateStore(platform: Platform, input: UpdateStoreInput): Promise<UpdateStoreOutcome> {
  let changed: string[] = [];
  const store = await changeStore(platform, input.id, (current) => {
    const wish = wished(current, input);
    changed = Object.keys(wish);
    if (changed.length === 0) return undefined;
    checkWish(platform, current, wish);
    const spec = Object.fromEntries(Object.entries(wish).map(([field, value]) => [field, value || null]));
    return { note: "change requested", spec };
  });
  return { store, changed };
}

/** What of the input differs from what the store is to be already. */
function wished({ spec, status }: Store, input: UpdateStoreInput): Wish {
  const now = {
    displayName: spec.displayName ?? "",
    size: spec.size ?? "small",
    engineVersion: spec.engineVersion || status?.engineVersion || "",
  };
  const wish: Record<string, string> = {};
  for (const field of FIELDS) {
    const value = input[field];
    if (value === undefined || value === null || value === now[field]) continue;
    // An empty version leaves it to what runs: nothing to take back where the spec names none.
    if (field === "engineVersion" && value === "" && !spec.engineVersion) continue;
    wish[field] = value;
  }
  return wish;
}
