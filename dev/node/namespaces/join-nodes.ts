import { isFirst } from "../address-plan.ts";
import type { NodeState } from "../node-state.ts";
import { runCommand } from "../run-command.ts";
import { inside } from "./node-environment.ts";

/** A node's end of its cable to another one. */
const endTo = ({ addresses }: NodeState) => `to-${addresses.number}`;

/**
 * Joins two nodes by a veth pair of their own, so that their pods reach each other under their own addresses. By way of
 * the machine they would depend on whether it forwards, and on what its firewall says to that.
 */
export async function joinNodes(one: NodeState, other: NodeState, signal?: AbortSignal): Promise<void> {
  const end = (to: NodeState, node: NodeState) => ["name", endTo(to), "netns", String(node.pid)];
  await runCommand("ip", ["link", "add", ...end(other, one), "type", "veth", "peer", ...end(one, other)], { signal });
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const inNode = commandIn(from, signal);
    const device = ["dev", endTo(to), "src", from.addresses.node];
    await inNode("ip", "link", "set", endTo(to), "up");
    await inNode("ip", "route", "add", to.addresses.node, ...device);
    await inNode("ip", "route", "add", to.addresses.pods, "via", to.addresses.node, ...device);
    if (isFirst(from.addresses)) await passOnForMachine(from, signal);
  }
}

/** Takes a node's end of the cable to another away; one that went with the other node is no error. */
export async function partNodes(node: NodeState, from: NodeState): Promise<void> {
  const inNode = commandIn(node);
  const links = JSON.parse(await inNode("ip", "-json", "link")) as { ifname: string }[];
  if (links.some(({ ifname }) => ifname === endTo(from))) await inNode("ip", "link", "delete", endTo(from));
}

/**
 * What the machine sends to a Service comes to the first node. Where the pod is on another one, the answer has to come
 * back the same way: so it goes on as from this node.
 */
async function passOnForMachine(first: NodeState, signal?: AbortSignal): Promise<void> {
  const { host, node } = first.addresses;
  const rules = [
    "add table ip machine",
    "add chain ip machine postrouting { type nat hook postrouting priority srcnat; }",
    "flush chain ip machine postrouting",
    `add rule ip machine postrouting ip saddr ${host} oifname "to-*" snat to ${node}`,
  ];
  await commandIn(first, signal)("nft", rules.join("; "));
}

function commandIn({ pid }: NodeState, signal?: AbortSignal) {
  return (program: string, ...args: string[]) => {
    const [command, all] = inside(pid, program, args);
    return runCommand(command, all, { signal });
  };
}
