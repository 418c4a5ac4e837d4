/** An object without what differs between two runs that did the same. */
import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { type RunNames, withoutNames } from "../proxy/names.ts";
import type { Seen } from "./observer.ts";
import { storeStatus } from "./store-status.ts";

type Fields = Record<string, unknown>;

interface Workload extends KubeObject {
  spec?: Fields;
  status?: Fields;
  data?: Fields;
  stringData?: Fields;
}

/**
 * Canonical JSON of what an object is, without names of the run, uids, versions, times and managed fields. `withPast`:
 * with what tells how it came there.
 */
export function normalise({ kind, object }: Seen, names: RunNames, withPast: boolean): string {
  const { metadata, ...rest } = structuredClone(object) as Workload & { metadata: Fields };
  for (const field of ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"]) {
    delete metadata[field];
  }
  const annotations = metadata.annotations as Fields | undefined;
  // A time: when a controller was last made to look again, after an attempt that failed.
  delete annotations?.[ANNOTATIONS.lookAgain];
  if (!withPast) delete annotations?.["deployment.kubernetes.io/revision"];
  const shown: Fields = { ...rest, metadata, kind };
  delete shown.apiVersion;
  delete shown.status;
  const status = statusOf(kind, object as Workload, withPast);
  if (status !== undefined) shown.status = status;
  if (kind === "Secret") shown.data = Object.keys(rest.data ?? {}).sort();
  if (kind === "Service") shown.spec = { ...rest.spec, clusterIP: undefined, clusterIPs: undefined };
  if (kind === "PersistentVolumeClaim") shown.spec = { ...rest.spec, volumeName: undefined };
  return withoutChance(withoutNames(canonical(shown), names));
}

/** What is worth comparing: whether it works. How it came there is the controllers' affair. */
function statusOf(kind: string, object: Workload, withPast: boolean): Fields | undefined {
  const status = object.status ?? {};
  switch (kind) {
    case "Store":
      return storeStatus(object as Parameters<typeof storeStatus>[0], withPast);
    case "Namespace":
    case "PersistentVolumeClaim":
      return { phase: status.phase };
    case "Deployment":
    case "StatefulSet":
      return { replicas: status.replicas, ready: status.readyReplicas, updated: status.updatedReplicas };
    case "Job":
      return { succeeded: status.succeeded, failed: status.failed };
    default:
      return undefined;
  }
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

function withoutChance(text: string): string {
  return text
    .replaceAll(UUID, "{uid}")
    .replaceAll(TIME, "{time}")
    .replaceAll(/revision \d+/g, "revision {n}");
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
