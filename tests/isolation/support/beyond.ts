import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { waitUntil } from "../../../dev/cluster/wait-until.ts";
import { nodeEnvironment } from "../../../dev/node/namespaces/node-environment.ts";
import type { NodeState } from "../../../dev/node/node-state.ts";
import { runCommand } from "../../../dev/node/run-command.ts";
import { PROBE_SERVER } from "./programs.ts";

/** Of the ranges that are kept for documentation (RFC 5737), and where clouds tell a machine about itself. */
export const INTERNET = "203.0.113.10";
export const METADATA = "169.254.169.254";

const NODE_END = "198.51.100.1";
const FAR_END = "198.51.100.2";

/** What is beyond the node, in a network namespace of its own that a cable joins to it. */
export interface Beyond extends AsyncDisposable {
  /** A process in that namespace. */
  pid: number;
}

/**
 * Puts a host of the internet and a metadata service behind the node, so that a connection to them has somewhere to
 * arrive. The cable goes with the namespace, and that with the listener.
 */
export async function plugInBeyond(
  node: NodeState,
  ports: { tcp: readonly number[]; udp: readonly number[] },
): Promise<Beyond> {
  // Without --fork it becomes the listener itself, whose number is the one that we know.
  const [program, ...args] = ["unshare", "--net", process.execPath, ...PROBE_SERVER] as const;
  const listener = spawn(program, args, {
    env: {
      ...nodeEnvironment(),
      PROBE_NAME: "beyond",
      PROBE_TCP: ports.tcp.join(","),
      PROBE_UDP: ports.udp.join(","),
      // Ended with this program, however that ends.
      PROBE_TIED: "1",
    },
    stdio: ["pipe", "ignore", "inherit"],
  });
  const { pid } = listener;
  if (pid === undefined) throw new Error("unshare could not be started");
  const beyond: Beyond = { pid, [Symbol.asyncDispose]: () => end(listener) };
  try {
    const ipIn = (target: number) => (args: string) =>
      runCommand("nsenter", ["--target", String(target), "--net", "--", "ip", ...args.split(" ")]);
    const [inNode, far] = [ipIn(node.pid), ipIn(pid)];
    await waitUntil(() => isApart(pid), {
      what: "a network namespace beyond the node",
      timeoutMs: 5000,
    });
    await inNode(`link add beyond0 type veth peer name node0 netns ${pid}`);
    await inNode(`address add ${NODE_END}/30 dev beyond0`);
    await inNode("link set beyond0 up");
    await far(`address add ${FAR_END}/30 dev node0`);
    await far("link set node0 up");
    for (const address of [INTERNET, METADATA]) {
      await far(`address add ${address}/32 dev node0`);
      await inNode(`route add ${address}/32 via ${FAR_END}`);
    }
    // Datagrams are answered from the address that was asked.
    await far(`route add default via ${NODE_END} src ${INTERNET}`);
    return beyond;
  } catch (error) {
    await end(listener);
    throw error;
  }
}

/** Until unshare has done its work the process is still in the machine's own namespace. */
async function isApart(pid: number): Promise<boolean> {
  const of = (which: number | "self") => runCommand("readlink", [`/proc/${which}/ns/net`]);
  return (await of(pid)) !== (await of("self"));
}

async function end(listener: ChildProcess): Promise<void> {
  if (listener.exitCode !== null || listener.signalCode !== null) return;
  const gone = once(listener, "exit");
  listener.kill("SIGKILL");
  await gone;
}
