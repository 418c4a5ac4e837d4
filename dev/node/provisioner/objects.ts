import type { KubeObject } from "@shopyard/kube/objects.ts";
import { PERSISTENT_VOLUME_CLAIMS, type Resource } from "@shopyard/kube/paths.ts";
import { STORAGE_CLASS } from "../node-state.ts";

export const PROVISIONER = "shopyard.dev/loop";
export const PERSISTENT_VOLUMES: Resource = { group: "", version: "v1", plural: "persistentvolumes" };
export { PERSISTENT_VOLUME_CLAIMS };

/** Keeps a volume's object until its file is gone, also when somebody deletes the object by hand. */
export const FINALIZER = "shopyard.dev/loop-file";
const SELECTED_NODE = "volume.kubernetes.io/selected-node";
const HOSTNAME = "kubernetes.io/hostname";
const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

export interface Claim extends KubeObject {
  spec: {
    storageClassName?: string;
    volumeName?: string;
    volumeMode?: string;
    accessModes?: string[];
    resources?: { requests?: { storage?: string } };
  };
  status?: { phase?: string };
}

export interface Volume extends KubeObject {
  spec: {
    claimRef?: { uid?: string };
    nodeAffinity?: {
      required?: { nodeSelectorTerms: { matchExpressions?: { key: string; operator: string; values?: string[] }[] }[] };
    };
  };
  status?: { phase?: string };
}

export const volumeName = (claim: Claim): string => `pvc-${claim.metadata.uid}`;

/** A claim of our class that the scheduler placed on this node, and that nothing was made for yet. */
export function wantsVolume(claim: Claim, node: string): boolean {
  const { metadata, spec } = claim;
  return (
    spec.storageClassName === STORAGE_CLASS &&
    !spec.volumeName &&
    metadata.deletionTimestamp === undefined &&
    metadata.annotations?.[SELECTED_NODE] === node
  );
}

/** One of ours on this node that nobody claims any more, or that somebody deletes. */
export function isReleased(volume: Volume, node: string): boolean {
  const { metadata, status } = volume;
  if (!isOurs(volume) || !isOn(volume, node)) return false;
  return metadata.deletionTimestamp !== undefined || status?.phase === "Released" || status?.phase === "Failed";
}

export const isOurs = ({ metadata }: KubeObject): boolean => metadata.annotations?.[PROVISIONED_BY] === PROVISIONER;

const isOn = ({ spec }: Volume, node: string): boolean =>
  spec.nodeAffinity?.required?.nodeSelectorTerms.some(({ matchExpressions = [] }) =>
    matchExpressions.some(({ key, values }) => key === HOSTNAME && values?.includes(node)),
  ) ?? false;

export function volumeObject(claim: Claim, path: string, node: string): object {
  const { metadata, spec } = claim;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name: volumeName(claim),
      annotations: { [PROVISIONED_BY]: PROVISIONER },
      finalizers: [FINALIZER],
    },
    spec: {
      capacity: { storage: spec.resources?.requests?.storage },
      accessModes: spec.accessModes,
      persistentVolumeReclaimPolicy: "Delete",
      storageClassName: STORAGE_CLASS,
      volumeMode: "Filesystem",
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        namespace: metadata.namespace,
        name: metadata.name,
        uid: metadata.uid,
        resourceVersion: metadata.resourceVersion,
      },
      local: { path },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: HOSTNAME, operator: "In", values: [node] }] }],
        },
      },
    },
  };
}

/** What a person sees in `kubectl describe pvc` when no volume could be made. */
export function failureEvent(claim: Claim, message: string, now: Date): object {
  const { namespace, name, uid } = claim.metadata;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { generateName: `${name}.`, namespace },
    involvedObject: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid },
    type: "Warning",
    reason: "ProvisioningFailed",
    message: message.slice(0, 1000),
    source: { component: PROVISIONER },
    firstTimestamp: now.toISOString(),
    lastTimestamp: now.toISOString(),
    count: 1,
  };
}
