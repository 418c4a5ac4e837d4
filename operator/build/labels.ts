import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import type { Platform } from "../platform.ts";

/** All that a builder may know of a store to name and mark what it makes. */
export interface NamedStore {
  metadata: { name: string };
}

/** On everything made for a store: whatever the operator makes can be found by label alone. */
export const storeLabels = (store: NamedStore, platform: Platform): Record<string, string> => ({
  [LABELS.managedBy]: "shopyard",
  [LABELS.yard]: platform.yard,
  [LABELS.store]: store.metadata.name,
});

/** Whether an object carries them: what does not is not ours, whatever it is called. */
export const isOurs = (object: KubeObject | undefined, store: NamedStore, { yard }: Platform): boolean =>
  object?.metadata.labels?.[LABELS.yard] === yard && object.metadata.labels[LABELS.store] === store.metadata.name;
