import type { Size } from "@shopyard/crds/constants.ts";
import { violations } from "@shopyard/crds/rules.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { changeStore } from "./change-store.ts";
import { InvalidInput } from "./domain-error.ts";
import { offered } from "./offered.ts";
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

type Wish = { displayName?: string; size?: Size; engineVersion?: string };

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

/**
 * Whether the store could become that.
 * @throws InvalidInput; ClusterUnavailable where size or version is asked for before there is a catalog.
 */
export function checkWish(platform: Platform, store: Store, wish: Wish): void {
  const { name } = store.metadata;
  const { engine } = store.spec;
  const broken = violations({ name, engine, ...wish });
  if (broken.length > 0) throw new InvalidInput(broken);
  const { size, engineVersion } = wish;
  if (!size && !engineVersion) return;
  const refused = offered(platform.catalog.current, { engine, size, engineVersion });
  if (refused.length > 0) throw new InvalidInput(refused);
}
