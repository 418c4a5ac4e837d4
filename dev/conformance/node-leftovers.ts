/** What a store holds on a real node, beside the objects of the cluster. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { PERSISTENT_VOLUMES, resourcePath } from "@shopyard/kube/paths.ts";
import { ctr } from "../node/images/ctr.ts";
import type { NodeAccess } from "../node/node-state.ts";
import { podsOf } from "./cluster-facts.ts";

interface Volume extends KubeObject {
  spec: { claimRef?: { namespace?: string }; local?: { path?: string }; hostPath?: { path?: string } };
}

/** By which a store's traces on a node are known. */
export interface Traces {
  volumes: { name: string; path: string | undefined }[];
  pods: string[];
}

/** To be asked while the store is there. */
export async function tracesOf(admin: KubeClient, namespace: string): Promise<Traces> {
  const { items } = await admin.list<Volume>(resourcePath(PERSISTENT_VOLUMES));
  const pods = await podsOf(admin, namespace);
  return {
    volumes: items
      .filter(({ spec }) => spec.claimRef?.namespace === namespace)
      .map(({ metadata, spec }) => ({ name: metadata.name, path: spec.local?.path ?? spec.hostPath?.path })),
    pods: pods.map(({ metadata }) => metadata.uid ?? metadata.name),
  };
}

/** Mounts, loop devices, folders and containers of a store that is gone. */
export async function findOnNode({ containerd }: NodeAccess, namespace: string, traces: Traces): Promise<string[]> {
  // .../proc/<process 1 of the node>/root/run/containerd/containerd.sock
  const root = dirname(dirname(dirname(containerd.socket)));
  const names = [...traces.volumes.map(({ name }) => name), ...traces.pods];
  const concerns = (text: string) => names.some((name) => text.includes(name));
  const mounts = readFileSync(`${dirname(root)}/mounts`, "utf8")
    .split("\n")
    .filter(concerns);
  const loops = readdirSync("/sys/block")
    .map((device) => [device, `/sys/block/${device}/loop/backing_file`] as const)
    .filter(([, file]) => existsSync(file) && concerns(readFileSync(file, "utf8")));
  const folders = traces.volumes.filter(({ path }) => path !== undefined && existsSync(`${root}${path}`));
  const filter = `labels."io.kubernetes.pod.namespace"==${namespace}`;
  const containers = (await ctr(containerd.socket, ["containers", "list", "--quiet", filter])).split("\n");
  return [
    ...mounts.map((line) => `mount ${line.split(" ")[1]}`),
    ...loops.map(([device]) => `loop device ${device}`),
    ...folders.map(({ path }) => `folder ${path}`),
    ...containers.filter((id) => id !== "").map((id) => `container ${id}`),
  ];
}
