import { type ApiClient, applyObject } from "./api-client.ts";
import { SIMULATED_NODE } from "./components/kwok.ts";

/** On every node whose pods only look as if they ran: whoever shows a store there has to say so. */
export const SIMULATED_LABEL = "shopyard.dev/simulated";

/** Makes `count` nodes for kwok to keep alive, with kwok's generous capacity (1000 cores, 1 TiB, a million pods). */
export async function createSimulatedNodes(api: ApiClient, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `simulated-${index}`);
  await Promise.all(
    names.map((name) =>
      applyObject(
        api,
        `/api/v1/nodes/${name}`,
        JSON.stringify({
          apiVersion: "v1",
          kind: "Node",
          metadata: {
            name,
            annotations: { [SIMULATED_NODE.key]: SIMULATED_NODE.value },
            labels: {
              [SIMULATED_LABEL]: "true",
              "kubernetes.io/hostname": name,
              "kubernetes.io/os": "linux",
              "kubernetes.io/arch": process.arch === "arm64" ? "arm64" : "amd64",
            },
          },
        }),
      ),
    ),
  );
}

/** The default StorageClass, whose claims kwok binds to volumes that don't exist. */
export async function createSimulatedStorage(api: ApiClient): Promise<void> {
  const name = "simulated";
  await applyObject(
    api,
    `/apis/storage.k8s.io/v1/storageclasses/${name}`,
    JSON.stringify({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "kwok.x-k8s.io/volume",
      reclaimPolicy: "Delete",
      volumeBindingMode: "Immediate",
    }),
  );
}

export async function nodesAreReady(api: ApiClient, count: number): Promise<boolean> {
  const { status, text } = await api.send("GET", `/api/v1/nodes?labelSelector=${SIMULATED_LABEL}%3Dtrue`);
  if (status !== 200) return false;
  const { items } = JSON.parse(text) as { items: { status?: { conditions?: { type: string; status: string }[] } }[] };
  const ready = items.filter((node) => node.status?.conditions?.some((c) => c.type === "Ready" && c.status === "True"));
  return ready.length >= count;
}
