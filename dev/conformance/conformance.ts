import { fileURLToPath } from "node:url";
import type { ProvidedCluster } from "../cluster/provider.ts";
import { nodeSettings } from "../platform/node-settings.ts";
import { startPlatform } from "../platform/start-platform.ts";
import { createBench, QUICK_FAILURE } from "./bench.ts";
import { ENGINE_MODULE_VARIABLE, type EngineSource } from "./engine-module.ts";
import type { RowName } from "./row.ts";
import { selectRows } from "./rows.ts";
import { type RowResult, runRows } from "./run-rows.ts";

const OPERATOR_ENTRY = fileURLToPath(new URL("operator-entry.ts", import.meta.url));

export interface ConformanceOptions {
  source: EngineSource;
  /** With the engine's images on its node, where it has a real one. */
  cluster: Pick<ProvidedCluster, "kubeconfig" | "simulated" | "node" | "bin" | "env">;
  /** The platform's name; one of its own where others are on the same cluster. Default `shopyard`. */
  platform?: string;
  /** Where kubeconfigs and logs of operator and server go. */
  stateDir: string;
  only: readonly RowName[];
  signal: AbortSignal;
  /** Milliseconds that a store may take to become Ready. */
  patienceMs?: number;
  /** Hears of each row as it ends. */
  tell(result: RowResult): void;
  /** Awaited before operator and server are ended. */
  beforeStop?: () => Promise<void>;
}

/** Starts operator and server on the cluster, tries the engine on one store, and ends them. */
export async function runConformance(options: ConformanceOptions): Promise<RowResult[]> {
  const { source, cluster, stateDir, signal, patienceMs } = options;
  const { engine, module } = source;
  const platform = await startPlatform({
    kubeconfig: cluster.kubeconfig,
    helm: cluster.bin.helm,
    ...(cluster.env && { env: cluster.env }),
    name: options.platform ?? "shopyard",
    stateDir,
    simulated: cluster.simulated,
    operatorEnv: {
      ...QUICK_FAILURE,
      ...(cluster.node && nodeSettings(cluster.node)),
      ...(module && { [ENGINE_MODULE_VARIABLE]: module.file, CHARTS_DIR: module.folder }),
    },
    ...(module && { operatorEntry: OPERATOR_ENTRY }),
    signal,
  });
  try {
    const bench = createBench({ engine, cluster, platform, store: "conformance", signal, patienceMs });
    try {
      return await runRows(bench, selectRows(options.only), options.tell);
    } finally {
      if (!signal.aborted) await options.beforeStop?.();
      await bench.close();
    }
  } finally {
    await platform.stop();
  }
}
