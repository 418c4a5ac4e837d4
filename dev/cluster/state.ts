import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NodeState } from "../node/node-state.ts";
import type { CertificateFiles } from "./certificates.ts";
import { ClusterError } from "./cluster-error.ts";
import type { RunningProcess } from "./processes/start-process.ts";
import type { KubernetesMinor, ToolName } from "./tools/tool-table.ts";

/** The state folder of `npm run cluster`, in this checkout and ignored by git. */
export const DEFAULT_STATE_DIR = fileURLToPath(new URL("../../.shopyard/cluster", import.meta.url));

/** What cluster.json in a state folder says; rewritten each time a process was started. */
export interface ClusterState {
  version: 1;
  createdAt: string;
  /** True once everything answered; a state without it is of a start that was cut off. */
  ready: boolean;
  kubernetes: KubernetesMinor;
  server: string;
  /** Simulated ones. */
  nodes: number;
  /** The first real node, where there is one instead. */
  node?: NodeState;
  /** Further real nodes. */
  workers?: NodeState[];
  /** Simulated ones beside the real one, where there are any. */
  simulatedNodes?: number;
  /** Admin kubeconfig. */
  kubeconfig: string;
  ca: string;
  admin: CertificateFiles;
  etcdUrl: string;
  bin: Partial<Record<ToolName, string>>;
  /** In the order in which they were started. */
  processes: RunningProcess[];
}

/** Every real node, the first one first. */
export function realNodes({ node, workers = [] }: Pick<ClusterState, "node" | "workers">): NodeState[] {
  return node === undefined ? [] : [node, ...workers];
}

export function stateFile(stateDir: string): string {
  return join(stateDir, "cluster.json");
}

/** What a state folder says, or undefined when no cluster was started there. */
export function readState(stateDir: string): ClusterState | undefined {
  const file = stateFile(stateDir);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const state = JSON.parse(text) as ClusterState;
    if (state.version === 1) return state;
  } catch {
    // Said below, with what to do.
  }
  throw new ClusterError(
    `${file} is not a state of this version: end the processes it names, then delete ${stateDir}.`,
  );
}

/** Whole or not at all: `down` must always be able to read which processes there are. */
export function writeState(stateDir: string, state: ClusterState): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const part = `${stateFile(stateDir)}.part`;
  writeFileSync(part, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, stateFile(stateDir));
}

/** What a cluster leaves in its folder, the logs of the last one excepted. */
export function removeState(stateDir: string): void {
  for (const name of [
    "etcd",
    "node",
    "workers",
    "pki",
    "bin",
    "kubeconfig",
    "kwok.yaml",
    "scheduler.json",
    "cluster.json",
  ]) {
    rmSync(join(stateDir, name), { recursive: true, force: true });
  }
}
