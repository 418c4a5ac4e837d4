import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ClusterError } from "../cluster/cluster-error.ts";

export const CHART = fileURLToPath(new URL("../../charts/shopyard", import.meta.url));

export interface InstallChartOptions {
  helm: string;
  /** An administrator's. */
  kubeconfig: string;
  /** Where the values are written, and what helm keeps for itself. */
  stateDir: string;
  /** Release; its namespace is called after it. */
  name: string;
  values: object;
  /** Values files below `values`. */
  below?: readonly string[];
  /** Values files over `values`. */
  over?: readonly string[];
  /** More of helm's arguments. */
  args?: readonly string[];
  /** More of helm's environment. */
  env?: Readonly<Record<string, string>> | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Installs or upgrades this checkout's charts/shopyard.
 * @returns the release's namespace
 * @throws ClusterError with helm's own words
 */
export async function installChart(options: InstallChartOptions): Promise<string> {
  const { helm, kubeconfig, stateDir, name, below = [], over = [], args = [], signal } = options;
  const namespace = `${name}-system`;
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, `${name}-values.json`);
  writeFileSync(file, JSON.stringify(options.values));
  const command = [
    ...["upgrade", "--install", name, CHART, "--namespace", namespace, "--create-namespace"],
    ...[...below, file, ...over].flatMap((values) => ["--values", values]),
    ...["--kubeconfig", kubeconfig, ...args],
  ];
  const folders = { HELM_CACHE_HOME: stateDir, HELM_CONFIG_HOME: stateDir, HELM_DATA_HOME: stateDir };
  const env = { ...process.env, ...options.env, ...folders };
  await promisify(execFile)(helm, command, { env, ...(signal && { signal }) }).catch((error: { stderr?: string }) => {
    signal?.throwIfAborted();
    const why = error.stderr?.trim() || String(error);
    throw new ClusterError(`the platform could not be installed: ${why}`, { cause: error });
  });
  return namespace;
}
