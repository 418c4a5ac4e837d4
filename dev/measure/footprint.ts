import type { KubeClient } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { PODS, resourcePath } from "@shopyard/kube/paths.ts";

/** What one part of a store takes while nobody shops; bytes and cores. */
export interface Footprint {
  part: string;
  /** The working set, as kubelet counts it for its limits. */
  memory: number;
  cores: number;
  /** Used in its volumes, by name. */
  volumes: Record<string, number>;
}

interface Summary {
  pods?: {
    podRef: { name: string; namespace: string };
    cpu?: { usageNanoCores?: number };
    memory?: { workingSetBytes?: number };
    volume?: { usedBytes?: number; pvcRef?: { name: string } }[];
  }[];
}

/** Kubelet's figures for the pods of a namespace; an empty list where it has none yet. */
export async function footprintOf(admin: KubeClient, node: string, namespace: string): Promise<Footprint[]> {
  const text = await admin.text(`/api/v1/nodes/${node}/proxy/stats/summary`, {});
  const summary = JSON.parse(text) as Summary;
  const running = (
    await admin.list<KubeObject & { status?: { phase?: string } }>(resourcePath(PODS, { namespace }))
  ).items
    .filter(({ status }) => status?.phase === "Running")
    .map(({ metadata }) => metadata);
  return running.flatMap(({ name, labels }) => {
    const found = summary.pods?.find(({ podRef }) => podRef.name === name && podRef.namespace === namespace);
    if (found?.memory?.workingSetBytes === undefined) return [];
    const volumes = (found.volume ?? []).flatMap(({ pvcRef, usedBytes }) =>
      pvcRef === undefined ? [] : [[pvcRef.name, usedBytes ?? 0] as const],
    );
    return [
      {
        part: labels?.["app.kubernetes.io/component"] ?? name,
        memory: found.memory.workingSetBytes,
        cores: (found.cpu?.usageNanoCores ?? 0) / 1e9,
        volumes: Object.fromEntries(volumes),
      },
    ];
  });
}
