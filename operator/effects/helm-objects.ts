/** Objects as helm itself applies them, for whoever applies them in its place. */
import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";

/** The field manager of helm v4 with server-side apply. */
export const HELM_FIELD_MANAGER = "helm";

/** helm adds these to each object and does not show them in its manifest. Source: helm.sh/helm/v4/pkg/action. */
export const asHelmApplies = <T extends KubeObject>(object: T, release: string, namespace: string): T => ({
  ...object,
  metadata: {
    ...object.metadata,
    namespace,
    labels: { ...object.metadata.labels, [LABELS.managedBy]: "Helm" },
    annotations: {
      ...object.metadata.annotations,
      "meta.helm.sh/release-name": release,
      "meta.helm.sh/release-namespace": namespace,
    },
  },
});
