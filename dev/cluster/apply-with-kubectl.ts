import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ClusterError } from "./cluster-error.ts";

const MANAGER = "--field-manager=shopyard-local-cluster";
const run = promisify(execFile);

/** Applies CustomResourceDefinitions to a cluster that isn't ours, where only its kubeconfig knows how to sign in. */
export async function applyWithKubectl(
  kubectl: string,
  kubeconfig: string,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (files.length === 0) return;
  const of = files.flatMap((file) => ["-f", file]);
  const common = ["--kubeconfig", kubeconfig];
  try {
    await run(kubectl, [...common, "apply", "--server-side", "--force-conflicts", MANAGER, ...of], { signal });
    await run(kubectl, [...common, "wait", "--for=condition=Established", "--timeout=60s", ...of], { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const said = (error as { stderr?: string }).stderr?.trim() ?? String(error);
    throw new ClusterError(`The custom resources can't be applied: ${said}`, { cause: error });
  }
}
