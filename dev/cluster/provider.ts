import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { NodeAccess } from "../node/node-state.ts";
import { applyWithKubectl } from "./apply-with-kubectl.ts";
import type { ClusterOptions } from "./cluster.ts";
import { kindIsUsable, startKind, stopKind } from "./kind.ts";
import { DEFAULT_STATE_DIR } from "./state.ts";
import { ensureTools } from "./tools/ensure-tools.ts";
import { createProgressPrinter } from "./tools/progress-printer.ts";
import { startCluster } from "./up.ts";

export interface ProviderOptions extends ClusterOptions {
  /** Use this context of the user's kubeconfig. */
  context?: string;
  /** Use the current context of KUBECONFIG or ~/.kube/config. */
  currentContext?: boolean;
}

/** A cluster to work with, wherever it comes from. */
export interface ProvidedCluster {
  provider: "context" | "kind" | "built-in";
  kubeconfig: string;
  server: string;
  /** Pods only look as if they ran: whoever shows a store has to say so. */
  simulated: boolean;
  /** The built-in cluster's real node, where it has one. */
  node?: NodeAccess;
  /** What programs that talk to it need in their environment beside ours. */
  env?: Readonly<Record<string, string>>;
  bin: { helm: string; kubectl: string };
  /** Ends what was started for this; a context, and a kind cluster that was there before, are left as they are. */
  stop(): Promise<void>;
}

/**
 * The first of: the context that was asked for; kind, where a Docker engine answers and kind is installed; the
 * built-in cluster, with simulated nodes or with `real` one that runs containers. `crds` are applied to whichever it is.
 */
export async function openCluster(options: ProviderOptions = {}): Promise<ProvidedCluster> {
  const stateDir = resolve(options.stateDir ?? DEFAULT_STATE_DIR);
  if (options.context !== undefined || options.currentContext) return openContext(stateDir, options);
  if (await kindIsUsable()) return openKind(stateDir, options);
  const cluster = await startCluster(options);
  return { ...cluster, provider: "built-in" };
}

async function openContext(stateDir: string, options: ProviderOptions): Promise<ProvidedCluster> {
  const { contextKubeconfig, contextServer, nodesAreSimulated } = await import("./named-context.ts");
  const kubeconfig = await contextKubeconfig(options.context, join(stateDir, "context.kubeconfig"));
  const server = await contextServer(options.context);
  const bin = await clients(options);
  await applyWithKubectl(bin.kubectl, kubeconfig, options.crds ?? [], options.signal);
  const simulated = await nodesAreSimulated(kubeconfig);
  return { provider: "context", kubeconfig, server, simulated, bin, async stop() {} };
}

async function openKind(stateDir: string, options: ProviderOptions): Promise<ProvidedCluster> {
  const printer = options.printer ?? createProgressPrinter();
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const kubeconfig = join(stateDir, "kind.kubeconfig");
  printer.say("a Docker engine answers: using kind");
  const { created } = await startKind(kubeconfig, options.signal);
  const { fileServer } = await import("./named-context.ts");
  const bin = await clients(options);
  await applyWithKubectl(bin.kubectl, kubeconfig, options.crds ?? [], options.signal);
  return {
    provider: "kind",
    kubeconfig,
    server: await fileServer(kubeconfig),
    simulated: false,
    bin,
    async stop() {
      if (created) await stopKind(kubeconfig);
    },
  };
}

async function clients(options: ProviderOptions): Promise<{ helm: string; kubectl: string }> {
  const { printer, signal, cache } = options;
  const found = await ensureTools(["helm", "kubectl"], { printer, signal, cache });
  return { helm: found.get("helm")?.path ?? "helm", kubectl: found.get("kubectl")?.path ?? "kubectl" };
}
