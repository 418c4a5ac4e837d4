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

/** Of the labels that make an object ours those that it does not carry, as `key=value`. */
export const lackingLabels = (object: KubeObject, store: NamedStore, { yard }: Platform): string[] =>
  [[LABELS.yard, yard] as const, [LABELS.store, store.metadata.name] as const].flatMap(([key, value]) =>
    object.metadata.labels?.[key] === value ? [] : [`${key}=${value}`],
  );

/** What does not carry both labels is not ours, whatever it is called. */
export const isOurs = (object: KubeObject, store: NamedStore, platform: Platform): boolean =>
  lackingLabels(object, store, platform).length === 0;
