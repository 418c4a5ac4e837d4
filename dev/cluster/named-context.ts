import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NODES, resourcePath } from "@shopyard/kube/paths.ts";
import { ClusterError } from "./cluster-error.ts";
import { SIMULATED_LABEL } from "./simulated-nodes.ts";

type KubeConfig = ReturnType<typeof loadKubeConfig>;

/** Where a context of the user's kubeconfig points to; asks it, so that a dead or wrong one is found here. */
export function contextServer(context: string | undefined): Promise<string> {
  return answeringServer(load({ context }));
}

/** The same for the current context of one file. */
export function fileServer(file: string): Promise<string> {
  return answeringServer(load({ file }));
}

/** Whether every node of a file's cluster is a simulated one, by our label or kwok's annotation. */
export async function nodesAreSimulated(file: string): Promise<boolean> {
  const { items } = await createKubeClient(load({ file })).list<KubeObject>(resourcePath(NODES));
  return (
    items.length > 0 &&
    items.every(
      ({ metadata: { labels, annotations } }) =>
        labels?.[SIMULATED_LABEL] === "true" || annotations?.["kwok.x-k8s.io/node"] !== undefined,
    )
  );
}

async function answeringServer(config: KubeConfig): Promise<string> {
  const client = createKubeClient(config);
  try {
    await client.get("/version", { timeoutMs: 10_000 });
  } catch (error) {
    const name = config.getCurrentContext();
    throw new ClusterError(`The cluster of context "${name}" (${client.server}) doesn't answer.`, { cause: error });
  }
  return client.server;
}

/** Writes a kubeconfig whose current context is that one, so that nothing changes the user's own. Returns its path. */
export async function contextKubeconfig(context: string | undefined, target: string): Promise<string> {
  await contextServer(context);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  writeFileSync(target, load({ context }).exportConfig(), { mode: 0o600 });
  return target;
}

function load(from: { context?: string; file?: string }): KubeConfig {
  try {
    return loadKubeConfig(from);
  } catch (error) {
    throw new ClusterError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
