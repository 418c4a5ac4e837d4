import { API_VERSION, KIND } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import type { Platform } from "../platform.ts";
import { storeLabels } from "./labels.ts";

/**
 * A ConfigMap of the host's name: the Store that owns it may answer there, and no other. It goes before that Store does,
 * and with it where the Store goes without a word to the operator.
 */
export const buildHostClaim = (store: Store, host: string, platform: Platform): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name: host,
    namespace: store.metadata.namespace,
    labels: storeLabels(store, platform),
    ownerReferences: [{ apiVersion: API_VERSION, kind: KIND, name: store.metadata.name, uid: store.metadata.uid }],
  },
});

/** The Store that a claim was made for. */
export const claimantOf = ({ metadata }: KubeObject): { name: string; uid: string } | undefined =>
  metadata.ownerReferences?.[0];
