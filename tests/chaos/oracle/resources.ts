import type { AdminClient } from "@shopyard/kube/client.ts";
import type { Resource } from "@shopyard/kube/paths.ts";

/** A kind of object that the API server has. */
export interface Kind {
  kind: string;
  resource: Resource;
}

interface Discovered {
  resources: { name: string; kind: string; verbs: string[] }[];
}

/**
 * What is not looked at. Events, Leases and pods say how it came about and not what came of it; ReplicaSets,
 * EndpointSlices, Endpoints and ControllerRevisions are the controllers' own book-keeping, as many as there were
 * roll-outs; volumes are kwok's.
 */
const APART = new Set([
  ...["Event", "Lease", "LeaseCandidate", "Pod", "ReplicaSet", "EndpointSlice", "Endpoints", "ControllerRevision"],
  ...["PersistentVolume", "Node", "CSINode", "CSIStorageCapacity", "ComponentStatus", "IPAddress"],
  ...["APIService", "FlowSchema", "PriorityLevelConfiguration", "CustomResourceDefinition"],
]);

/** Every kind that can be listed and watched, but for those that say nothing about what an operator made. */
export async function watchedKinds(admin: AdminClient): Promise<Kind[]> {
  const groups = await admin.get<{ groups: { name: string; preferredVersion: { version: string } }[] }>("/apis");
  const places = [
    { group: "", version: "v1" },
    ...(groups?.groups ?? []).map(({ name, preferredVersion }) => ({ group: name, version: preferredVersion.version })),
  ];
  const kinds = await Promise.all(
    places.map(async ({ group, version }) => {
      const found = await admin.get<Discovered>(group === "" ? "/api/v1" : `/apis/${group}/${version}`);
      return (found?.resources ?? [])
        .filter(({ name, kind, verbs }) => !name.includes("/") && !APART.has(kind) && verbs.includes("watch"))
        .map(({ name, kind }) => ({ kind, resource: { group, version, plural: name } }));
    }),
  );
  return kinds.flat();
}
