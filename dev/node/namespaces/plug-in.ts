import { isFirst } from "../address-plan.ts";
import type { NodeState } from "../node-state.ts";
import { runCommand } from "../run-command.ts";
import { inside } from "./node-environment.ts";

/** The node's end of the cable is named alike in every node. */
const NODE_END = "host0";

/**
 * Joins machine and node by a veth pair. The machine's routes to its pods, and by a cluster's first node to Services, go
 * through it, so that processes of the machine reach both; everything else of its network is left as it is.
 */
export async function plugIn(node: NodeState, signal?: AbortSignal): Promise<void> {
  const { link, pid, addresses } = node;
  const inNode = (...args: string[]) => {
    const [program, all] = inside(pid, "ip", args);
    return runCommand(program, all, { signal });
  };
  await runCommand("ip", ["link", "add", link, "type", "veth", "peer", "name", NODE_END, "netns", String(pid)], {
    signal,
  });
  await inNode("address", "add", `${addresses.node}/${addresses.linkPrefix}`, "dev", NODE_END);
  await inNode("link", "set", NODE_END, "up");
  await configureMachineEnd(node, signal);
  // Pods have no way out of the machine, but an unreachable address is answered at once and not after a timeout.
  await inNode("route", "add", "default", "via", addresses.host);
}

/**
 * What is left of a cable when the node at its end has no power: the machine still sends what is for the node there, and
 * nobody answers. Without it the machine would know at once that there is no way, which it doesn't of another machine.
 */
export async function leaveUnanswered(node: NodeState): Promise<void> {
  const { link } = node;
  // The far end stays down, and nobody is asked for an address that nobody has.
  await runCommand("ip", ["link", "add", link, "arp", "off", "type", "veth", "peer", "name", `${link}x`]);
  await configureMachineEnd(node);
}

async function configureMachineEnd({ link, addresses }: NodeState, signal?: AbortSignal): Promise<void> {
  const { host, ingress, linkPrefix } = addresses;
  const ip = (...args: string[]) => runCommand("ip", args, { signal });
  const first = isFirst(addresses);
  await ip("address", "add", `${host}/${linkPrefix}`, "dev", link);
  if (first) await ip("address", "add", `${ingress}/${linkPrefix}`, "dev", link);
  await ip("link", "set", link, "up");
  for (const range of first ? [addresses.pods, addresses.services] : [addresses.pods]) {
    await ip("route", "add", range, "via", addresses.node, "dev", link, "src", host);
  }
}
