import { runCommand } from "../run-command.ts";

/** Runs containerd's own client on a node's images. */
export function ctr(
  socket: string,
  args: readonly string[],
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<string> {
  return runCommand("ctr", ["--address", socket, "--namespace", "k8s.io", ...args], { timeoutMs: 600_000, ...options });
}
