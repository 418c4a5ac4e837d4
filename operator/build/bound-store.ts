import type { StoreSpec } from "@shopyard/crds/store.ts";
import type { NamedStore } from "./labels.ts";

/** All that quota, limits and network policies follow from, beside engine and platform: their digest counts on it. */
export interface BoundStore extends NamedStore {
  spec: Pick<StoreSpec, "size">;
}
