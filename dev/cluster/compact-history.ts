import { createApiClient } from "./api-client.ts";
import type { EtcdAccess } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";

/**
 * Makes etcd forget every revision before the present one, as the API server does every five minutes by itself. A
 * watch that asks for an older resource version is then answered 410 Gone, once the API server's own cache lacks it too.
 * Returns the revision.
 */
export async function compactHistory(etcd: EtcdAccess): Promise<string> {
  const api = createApiClient(etcd.url, etcd.ca, etcd.client);
  const post = async (path: string, body: object) => {
    const { status, text } = await api.send("POST", path, JSON.stringify(body));
    if (status !== 200) throw new ClusterError(`etcd answered ${status} to ${path}: ${text}`);
    return JSON.parse(text) as { header?: { revision?: string } };
  };
  try {
    const { header } = await post("/v3/maintenance/status", {});
    if (header?.revision === undefined) throw new ClusterError("etcd did not tell its revision.");
    await post("/v3/kv/compaction", { revision: header.revision, physical: true });
    return header.revision;
  } finally {
    api.close();
  }
}
