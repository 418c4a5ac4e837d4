import type { ApiClient } from "../cluster/api-client.ts";

/** A real node's taint where simulated nodes stand beside it. */
const RESERVED = { key: "shopyard.dev/real", value: "true", effect: "NoSchedule" } as const;

/** What pods say that shall run on that real node, and on no other. */
export const askForNode = (name: string) => ({
  nodeSelector: { "kubernetes.io/hostname": name },
  tolerations: [{ ...RESERVED, operator: "Equal" }],
});

/** Keeps pods off a real node unless they ask for it: beside simulated nodes the others are simulated. */
export async function reserveForWhoAsks(api: ApiClient, name: string): Promise<void> {
  const path = `/api/v1/nodes/${name}`;
  const patch = JSON.stringify({ spec: { taints: [RESERVED] } });
  const { status, text } = await api.send("PATCH", path, patch, "application/strategic-merge-patch+json");
  if (status >= 300) throw new Error(`PATCH ${path} answered ${status}: ${text.slice(0, 500)}`);
}
