import type { NodeState } from "../node-state.ts";
import { runCommand } from "../run-command.ts";
import { inside } from "./node-environment.ts";

/** The node's end of the cable is named alike in every node. */
const NODE_END = "host0";

/**
 * Joins machine and node by a veth pair. The machine's routes to pods and Services go through it, so that its
 * processes reach ClusterIPs; everything else of its network is left as it is.
 */
export async function plugIn(node: NodeState, signal?: AbortSignal): Promise<void> {
  const { link, pid, addresses } = node;
  const { host, ingress, linkPrefix } = addresses;
  const ip = (...args: string[]) => runCommand("ip", args, { signal });
  const inNode = (...args: string[]) => {
    const [program, all] = inside(pid, "ip", args);
    return runCommand(program, all, { signal });
  };
  await ip("link", "add", link, "type", "veth", "peer", "name", NODE_END, "netns", String(pid));
  await ip("address", "add", `${host}/${linkPrefix}`, "dev", link);
  await ip("address", "add", `${ingress}/${linkPrefix}`, "dev", link);
  await inNode("address", "add", `${addresses.node}/${linkPrefix}`, "dev", NODE_END);
  await ip("link", "set", link, "up");
  await inNode("link", "set", NODE_END, "up");
  // Pods have no way out of the machine, but an unreachable address is answered at once and not after a timeout.
  await inNode("route", "add", "default", "via", host);
  for (const range of [addresses.pods, addresses.services]) {
    await ip("route", "add", range, "via", addresses.node, "dev", link, "src", host);
  }
}
