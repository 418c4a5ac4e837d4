import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { endProcesses } from "../cluster/processes/end-process.mjs";
import { isAlive } from "../cluster/processes/identity.mjs";
import type { RunningProcess } from "../cluster/processes/start-process.ts";
import { waitUntil } from "../cluster/wait-until.ts";
import { removeCgroup } from "./cgroups.mjs";
import { partNodes } from "./namespaces/join-nodes.ts";
import { inside } from "./namespaces/node-environment.ts";
import { leaveUnanswered } from "./namespaces/plug-in.ts";
import type { NodeStart } from "./node-start.ts";
import type { NodeState } from "./node-state.ts";
import { connect, switchOn, untilContainerd } from "./open-node.ts";
import { MOUNT_OPTIONS, VOLUMES_FOLDER } from "./provisioner/volumes.ts";
import { removeLink } from "./remove-node.mjs";
import { runCommand } from "./run-command.ts";

/** The kernel ends what is in namespaces at once, and what they were mounted and plugged to some time after. */
const GONE_MS = 20_000;

/**
 * Takes a further node's power away: everything in it ends at once, and nothing and nobody is told. Its folder, with
 * images and volumes, stays. What was written is not lost with it, as the machine's memory still has it.
 * @param processes all of the node
 * @param others the nodes that run on
 */
export async function powerOff(
  node: NodeState,
  processes: readonly RunningProcess[],
  others: readonly NodeState[],
): Promise<void> {
  process.kill(node.pid, "SIGKILL");
  await removeLink(node.link);
  await leaveUnanswered(node);
  await waitUntil(async () => !processes.some(isAlive), {
    what: `everything in ${node.name} to end`,
    timeoutMs: GONE_MS,
    everyMs: 20,
  }).catch(() => endProcesses(processes, 0));
  for (const other of others) await partNodes(other, node);
  await removeCgroup(node.cgroup);
  const volumes = volumesOf(node);
  await waitUntil(async () => !loopFiles().some((file) => volumes.some((volume) => file.includes(volume))), {
    what: `the volumes of ${node.name} to be unmounted`,
    timeoutMs: GONE_MS,
    everyMs: 20,
  });
  node.pid = 0;
}

/** Gives a node its power back, as far as a machine comes by itself: namespaces, cables, volumes, containerd. */
export async function powerOn(start: NodeStart, node: NodeState, others: readonly NodeState[]): Promise<void> {
  await removeLink(node.link);
  await switchOn(start, node);
  // Before kubelet: a pod would take the empty folder below for its volume.
  for (const volume of volumesOf(node)) {
    const place = `${VOLUMES_FOLDER}/${volume}`;
    await runCommand(...inside(node.pid, "mount", ["-o", MOUNT_OPTIONS, `${place}.ext4`, place]));
  }
  await connect(start, node, others);
  await untilContainerd(start, node);
}

/** Names of those that are whole. */
function volumesOf({ folder }: NodeState): string[] {
  const files = readdirSync(join(folder, "var-lib/shopyard/volumes"));
  return files.filter((file) => file.endsWith(".ext4")).map((file) => file.slice(0, -".ext4".length));
}

/** What loop devices of this machine show, whichever namespace mounted them. */
function loopFiles(): string[] {
  return readdirSync("/sys/block")
    .filter((device) => device.startsWith("loop"))
    .flatMap((device) => {
      try {
        return [readFileSync(`/sys/block/${device}/loop/backing_file`, "utf8")];
      } catch {
        // It has none.
        return [];
      }
    });
}
