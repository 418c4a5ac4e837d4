import { type ApiClient, applyObject } from "../cluster/api-client.ts";
import { INGRESS_CLASS, STORAGE_CLASS } from "./node-state.ts";
import { PROVISIONER } from "./provisioner/objects.ts";

/**
 * The StorageClass and the default IngressClass of a cluster with a real node.
 * @param isDefault  claims that name no class are of that StorageClass
 */
export async function createBaseObjects(api: ApiClient, isDefault: boolean): Promise<void> {
  await applyObject(
    api,
    `/apis/storage.k8s.io/v1/storageclasses/${STORAGE_CLASS}`,
    JSON.stringify({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: STORAGE_CLASS,
        annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) },
      },
      provisioner: PROVISIONER,
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
    }),
  );
  await applyObject(
    api,
    `/apis/networking.k8s.io/v1/ingressclasses/${INGRESS_CLASS}`,
    JSON.stringify({
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: INGRESS_CLASS, annotations: { "ingressclass.kubernetes.io/is-default-class": "true" } },
      spec: { controller: "shopyard.dev/development-ingress" },
    }),
  );
}
