import { createConnection } from "node:net";
import { join } from "node:path";
import { acquireLock } from "../cluster/processes/file-lock.mjs";
import { cacheRoot } from "../cluster/tools/cache-folder.ts";
import { waitUntil } from "../cluster/wait-until.ts";
import { createCgroup } from "./cgroups.mjs";
import { containerdArgs, PAUSE_IMAGE } from "./components/containerd.ts";
import { ctr } from "./images/ctr.ts";
import { writeBinaryImage } from "./images/image-archive.ts";
import { buildPause } from "./namespaces/build-pause.ts";
import { joinNodes } from "./namespaces/join-nodes.ts";
import { plugIn } from "./namespaces/plug-in.ts";
import { startNamespaces } from "./namespaces/start-namespaces.ts";
import { type NodeStart, runInside } from "./node-start.ts";
import { containerdSocket, type NodeState } from "./node-state.ts";

/**
 * The first half, before the control plane, whose API server listens on the first node's cable: namespaces, network,
 * containerd. `keep` is called with the node before anything of it exists.
 * @param plan chooses the node's number
 * @param others the nodes that run already
 */
export async function openNode(
  start: NodeStart,
  plan: () => Promise<NodeState>,
  others: readonly NodeState[],
  keep: (node: NodeState) => void,
): Promise<NodeState> {
  const { signal, cache = cacheRoot(), printer } = start;
  await buildPause(cache, signal);
  // Two clusters that start at once must not choose the same number.
  const lock = await acquireLock(join(cache, "node-networks.lock"), {
    signal,
    onWait: (pid) => printer.say(`waiting for process ${pid}, which is starting another node`),
  });
  let node: NodeState;
  try {
    node = await plan();
    keep(node);
    await switchOn(start, node);
  } finally {
    lock.release();
  }
  await connect(start, node, others);
  return node;
}

/** Namespaces, and the cable to the machine, of a node that is planned or was there before. */
export async function switchOn(start: NodeStart, node: NodeState): Promise<void> {
  const { signal, cache, stateDir, logs } = start;
  const pause = await buildPause(cache, signal);
  createCgroup(node.cgroup);
  node.pid = await startNamespaces(node, { stateDir, logs, cache, pause, signal, onStarted: start.record });
  start.save();
  await plugIn(node, signal);
}

/** The cables to the others, and containerd. */
export async function connect(start: NodeStart, node: NodeState, others: readonly NodeState[]): Promise<void> {
  for (const other of others) await joinNodes(other, node, start.signal);
  await runInside(start, node, "containerd", "containerd", containerdArgs(node.folder, node.addresses));
}

/** Puts the pods' sandbox image where containerd finds it; none can be pulled. */
export async function loadPauseImage(start: NodeStart, node: NodeState): Promise<void> {
  const { signal } = start;
  const archive = join(node.folder, "pause.tar");
  writeBinaryImage(archive, { ref: PAUSE_IMAGE, binary: await buildPause(start.cache, signal), path: "/pause" });
  await untilContainerd(start, node);
  await ctr(containerdSocket(node), ["images", "import", archive], { signal });
}

/** kubelet ends at once where nobody listens there. */
export function untilContainerd(start: NodeStart, node: NodeState): Promise<void> {
  const socket = containerdSocket(node);
  return waitUntil(() => accepts(socket), { ...start.waiting, what: "containerd" });
}

function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", () => resolve(false));
  });
}
