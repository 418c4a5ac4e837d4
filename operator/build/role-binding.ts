import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { Platform } from "../platform.ts";
import { storeLabels } from "./labels.ts";

/** Gives the operator its rights inside a store (charts/shopyard, ClusterRole `<release>-store`) in this one namespace. */
export const buildRoleBinding = (store: Store, platform: Platform) => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: {
    name: "shopyard-operator",
    namespace: namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX),
    labels: storeLabels(store, platform),
  },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: platform.config.STORE_CLUSTER_ROLE },
  subjects: [
    {
      kind: "ServiceAccount",
      name: platform.config.OPERATOR_SERVICE_ACCOUNT,
      namespace: platform.config.SYSTEM_NAMESPACE,
    },
  ],
});
