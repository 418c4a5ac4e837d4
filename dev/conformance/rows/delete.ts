import { waitUntil } from "../../cluster/wait-until.ts";
import { findLeftovers } from "../../demo/leftovers.ts";
import { DELETE, type Refusal } from "../../demo/operations.ts";
import { findOnNode, tracesOf } from "../node-leftovers.ts";
import { hold } from "../outcome.ts";
import type { Row } from "../row.ts";

/** Through the API: nothing of the store is left in the cluster or on the node. */
export const remove: Row = {
  name: "delete",
  needs: ["create"],
  onReadyStore: false,
  async run(bench) {
    const { admin, name, namespace, cluster, platform, graphql, signal } = bench;
    const store = await bench.store();
    hold(store !== undefined, "the store is not there any more");
    const traces = await tracesOf(admin, namespace);
    const began = performance.now();
    const { deleteStore } = await graphql.request<{ deleteStore: Refusal }>(DELETE, {
      input: { id: store.id, confirmName: name },
    });
    hold(deleteStore.code === undefined, `deleteStore was refused (${deleteStore.code}): ${deleteStore.message}`);
    const gone = async () => (await bench.store()) === undefined;
    await waitUntil(gone, { what: `${name} to be gone`, timeoutMs: 180_000, everyMs: 200, signal });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const { storesNamespace } = platform;
    const left = await findLeftovers(cluster.kubeconfig, { name, namespace, storesNamespace });
    hold(left.length === 0, `left behind: ${left.join(", ")}`);
    const said = `${traces.pods.length} pods, ${traces.volumes.length} volumes and everything else, the store after ${seconds} s`;
    const { node } = cluster;
    if (node === undefined) return `gone: ${said}; no real node to look at`;
    let onNode: string[] = [];
    const clean = async () => {
      onNode = await findOnNode(node, namespace, traces);
      return onNode.length === 0;
    };
    // kubelet looks once a minute for what is left of ended pods.
    await waitUntil(clean, { what: "the node to be clean", timeoutMs: 150_000, everyMs: 500, signal }).catch(
      () => undefined,
    );
    hold(onNode.length === 0, `left on the node: ${onNode.join(", ")}`);
    return `gone: ${said}; no mount, loop device or container left on the node`;
  },
};
