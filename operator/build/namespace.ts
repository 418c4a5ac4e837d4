import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import type { Platform } from "../platform.ts";
import { storeLabels } from "./labels.ts";

/** The store's namespace, Pod Security `restricted` in every mode. */
export const buildNamespace = (store: Store, platform: Platform): KubeObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name: namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX),
    labels: {
      ...storeLabels(store, platform),
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/audit": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    },
  },
});
