import { LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { Platform } from "../platform.ts";

/** On everything made for a store: whatever the operator makes can be found by label alone. */
export const storeLabels = (store: Store, platform: Platform): Record<string, string> => ({
  [LABELS.managedBy]: "shopyard",
  [LABELS.yard]: platform.yard,
  [LABELS.store]: store.metadata.name,
});
