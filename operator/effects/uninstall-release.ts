import { namespaceOf, releaseOf, type Store } from "@shopyard/crds/store.ts";
import type { EffectContext } from "./context.ts";
import { HelmError, runHelm } from "./helm.ts";
import { helmOptions } from "./helm-release.ts";

/** It is worth no more waiting, both tries together: the namespace takes everything along. Milliseconds. */
const LONGEST_MS = 60_000;

/**
 * Uninstalls the release; one that is not there is fine.
 * @returns helm's complaint where it failed: the namespace, deleted next, takes everything of the release with it
 */
export async function uninstallRelease(store: Store, context: EffectContext): Promise<string | undefined> {
  const namespace = namespaceOf(store.metadata.name, context.platform.config.NAMESPACE_PREFIX);
  const args = [
    "uninstall",
    releaseOf(store.metadata.name),
    "--namespace",
    namespace,
    "--ignore-not-found",
    "--no-hooks",
  ];
  const options = helmOptions(context);
  const until = performance.now() + Math.min(options.timeoutMs, LONGEST_MS);
  const uninstall = async () => {
    try {
      await runHelm(args, { ...options, timeoutMs: Math.max(1, Math.round(until - performance.now())) });
      context.metrics.helmRuns.inc({ command: "uninstall", result: "ok" });
      return undefined;
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      context.metrics.helmRuns.inc({ command: "uninstall", result: "failed" });
      return `helm uninstall failed, the namespace is deleted all the same: ${error.message}`;
    }
  };
  // One refusal must not leave pods that no one ends before the namespace controller looks: it comes back much later.
  const complaint = await uninstall();
  return complaint !== undefined && performance.now() < until ? uninstall() : complaint;
}
