import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { kubectlOf } from "../../node/support/kubectl.ts";
import { PROBE_CLIENT } from "./programs.ts";

/** One connection to try; see probe-client.mjs. */
export interface Probe {
  protocol: "TCP" | "UDP";
  address: string;
  port: number;
  ask: "http" | "dns";
}

/** Tries connections from one place, all at once; gives what came of each, in their order. */
export type Prober = (attempts: readonly Probe[]) => Promise<string[]>;

/** Denied connections are refused at once; this is for those that are not answered at all. */
const TIMEOUT_MS = 3000;

const inputOf = (attempts: readonly Probe[], localAddress?: string) => ({
  timeoutMs: TIMEOUT_MS,
  attempts,
  ...(localAddress !== undefined && { localAddress }),
});

export function proberInPod(kubectl: ReturnType<typeof kubectlOf>, namespace: string, pod: string): Prober {
  const command = ["-n", namespace, "exec", "--stdin", pod, "--", "node", ...PROBE_CLIENT];
  return async (attempts) => {
    const { code, stdout, stderr } = await kubectl(command, inputOf(attempts));
    if (code !== 0) throw new Error(`the probe in ${namespace}/${pod} exited ${code}: ${stderr}`);
    return JSON.parse(stdout) as string[];
  };
}

/** On this machine, from one of its addresses. */
export const proberHere = (localAddress: string): Prober => proberBy([process.execPath], localAddress);

/** In the network namespace of a process, from one of its addresses. */
export const proberBeside = (pid: number, localAddress: string): Prober =>
  proberBy(["nsenter", "--target", String(pid), "--net", "--", process.execPath], localAddress);

function proberBy([program = "", ...args]: readonly string[], localAddress: string): Prober {
  return async (attempts) => {
    const child = spawn(program, [...args, ...PROBE_CLIENT], { stdio: ["pipe", "pipe", "inherit"] });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    child.stdin.end(JSON.stringify(inputOf(attempts, localAddress)));
    const [stdout, code] = await Promise.all([text(child.stdout), ended]);
    if (code !== 0) throw new Error(`the probe from ${localAddress} exited ${code}`);
    return JSON.parse(stdout) as string[];
  };
}
