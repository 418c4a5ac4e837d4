import type { Size } from "@shopyard/crds/constants.ts";
import { violations } from "@shopyard/crds/rules.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { InvalidInput } from "./domain-error.ts";
import { offered } from "./offered.ts";
import type { Platform } from "./platform.ts";

/** What of a store's spec is to be otherwise. */
export interface Wish {
  displayName?: string;
  size?: Size;
  engineVersion?: string;
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
