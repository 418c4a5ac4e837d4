import { type ApiClient, createApiClient } from "../../dev/cluster/api-client.ts";
import type { EtcdAccess } from "../../dev/cluster/cluster.ts";

/** The cluster's database, by etcd's JSON gateway. */
export interface Etcd {
  keys(prefix: string): Promise<string[]>;
  /** Gathers writes and sends them many at once; `flush` sends the rest. */
  put(key: string, value: string): Promise<void>;
  flush(): Promise<void>;
  close(): void;
}

/** etcd takes 128 operations and 1.5 MiB in a transaction, base64 apart. */
const MAX_OPERATIONS = 120;
const MAX_BYTES = 1_000_000;
const TIMEOUT_MS = 60_000;

export function openEtcd({ url, ca, client }: EtcdAccess): Etcd {
  const api: ApiClient = createApiClient(url, ca, client, TIMEOUT_MS);
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const post = async (path: string, body: object): Promise<unknown> => {
    const { status, text } = await api.send("POST", path, JSON.stringify(body));
    if (status !== 200) throw new Error(`etcd answered ${status} to ${path}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };
  let waiting: { requestPut: { key: string; value: string } }[] = [];
  let bytes = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    const success = waiting;
    waiting = [];
    bytes = 0;
    await post("/v3/kv/txn", { success });
  };
  return {
    async keys(prefix) {
      // The end of a prefix: its last byte plus one.
      const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
      const found = (await post("/v3/kv/range", { key: base64(prefix), range_end: base64(end), keys_only: true })) as {
        kvs?: { key: string }[];
      };
      return (found.kvs ?? []).map(({ key }) => Buffer.from(key, "base64").toString());
    },
    async put(key, value) {
      if (waiting.length >= MAX_OPERATIONS || bytes + value.length > MAX_BYTES) await flush();
      waiting.push({ requestPut: { key: base64(key), value: base64(value) } });
      bytes += value.length;
    },
    flush,
    close: () => api.close(),
  };
}
