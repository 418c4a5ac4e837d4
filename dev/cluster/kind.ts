import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ClusterError } from "./cluster-error.ts";
import { firstExecutable } from "./tools/find-on-path.ts";

const run = promisify(execFile);
const NAME = "shopyard";

/** Whether a Docker engine answers and kind is there to use it. A slow answer counts as none. */
export async function kindIsUsable(timeoutMs = 5000): Promise<boolean> {
  if (firstExecutable("docker") === undefined || firstExecutable("kind") === undefined) return false;
  try {
    const { stdout } = await run("docker", ["info", "--format", "{{.ServerVersion}}"], { timeout: timeoutMs });
    return stdout.trim() !== "";
  } catch {
    return false;
  }
}

/** Makes the kind cluster, or takes the one that is there; its kubeconfig goes to `kubeconfig` and nowhere else. */
export async function startKind(kubeconfig: string, signal?: AbortSignal): Promise<{ created: boolean }> {
  const there = (await kind(["get", "clusters"], signal)).split("\n").includes(NAME);
  if (there) await kind(["export", "kubeconfig", "--name", NAME, "--kubeconfig", kubeconfig], signal);
  else await kind(["create", "cluster", "--name", NAME, "--kubeconfig", kubeconfig, "--wait", "180s"], signal);
  return { created: !there };
}

export async function stopKind(kubeconfig: string): Promise<void> {
  await kind(["delete", "cluster", "--name", NAME, "--kubeconfig", kubeconfig]);
}

async function kind(args: readonly string[], signal?: AbortSignal): Promise<string> {
  try {
    return (await run("kind", [...args], { timeout: 300_000, signal })).stdout;
  } catch (error) {
    signal?.throwIfAborted();
    const said = (error as { stderr?: string }).stderr?.trim() ?? String(error);
    throw new ClusterError(`kind ${args.slice(0, 2).join(" ")} failed: ${said}`, { cause: error });
  }
}
