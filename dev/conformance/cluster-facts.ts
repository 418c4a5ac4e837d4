/** What the kit sees as the cluster's administrator. */
import { createHash } from "node:crypto";
import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import {
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  PODS,
  type Resource,
  resourcePath,
  SECRETS,
} from "@shopyard/kube/paths.ts";
import type { ContainerStatus, Pod } from "../../operator/watch/kinds.ts";

interface Claim extends KubeObject {
  spec: { volumeName?: string };
}

export const listIn = async <T extends KubeObject>(admin: KubeClient, resource: Resource, namespace: string) =>
  (await admin.list<T>(resourcePath(resource, { namespace }))).items;

export const componentOf = ({ metadata }: KubeObject): string | undefined => metadata.labels?.[LABELS.component];

/** Takes part in a Service: Ready and not on its way out. */
export const isServing = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") ?? false);

export const podsOf = (admin: KubeClient, namespace: string) => listIn<Pod>(admin, PODS, namespace);

/** The volumes of a store's claims, each as `claim=volume:uid`, in order. */
export async function volumesOf(admin: KubeClient, namespace: string): Promise<string[]> {
  const claims = await listIn<Claim>(admin, PERSISTENT_VOLUME_CLAIMS, namespace);
  const volumes = (await admin.list<KubeObject>(resourcePath(PERSISTENT_VOLUMES))).items;
  return claims
    .map(({ metadata, spec }) => {
      const volume = volumes.find((each) => each.metadata.name === spec.volumeName);
      return `${metadata.name}=${spec.volumeName ?? "unbound"}:${volume?.metadata.uid ?? "absent"}`;
    })
    .sort();
}

/** A digest over a Secret's keys and values: equal before and after means unchanged. */
export async function secretDigest(admin: KubeClient, namespace: string, name: string): Promise<string> {
  const secret = await admin.get<KubeObject & { data?: Record<string, string> }>(
    resourcePath(SECRETS, { namespace, name }),
  );
  const entries = Object.entries(secret?.data ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([secret?.metadata.uid, entries]))
    .digest("hex");
}

/** One line a pod: where it is in its life and what its containers say. */
export const podLine = (pod: Pod): string => {
  const { metadata, status } = pod;
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map(
    containerText,
  );
  const end = metadata.deletionTimestamp === undefined ? "" : " (ending)";
  return `${metadata.name}: ${status?.phase ?? "no status"}${isServing(pod) ? ", ready" : ""}${end} ${containers.join("; ")}`;
};

function containerText({ name, restartCount, state }: ContainerStatus): string {
  const now =
    state?.waiting !== undefined
      ? `${state.waiting.reason ?? "waiting"} ${state.waiting.message ?? ""}`
      : state?.terminated !== undefined
        ? `${state.terminated.reason ?? "ended"} ${state.terminated.exitCode ?? ""}`
        : "running";
  return `[${name} ${now.trim()}${restartCount > 0 ? `, ${restartCount} restarts` : ""}]`;
}
