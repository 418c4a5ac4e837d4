import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ClusterError } from "../../cluster/cluster-error.ts";
import { identify } from "../../cluster/processes/identity.mjs";
import { type RunningProcess, startProcess, whyDead } from "../../cluster/processes/start-process.ts";
import { cacheRoot } from "../../cluster/tools/cache-folder.ts";
import { waitUntil } from "../../cluster/wait-until.ts";
import { processName } from "../node-processes.ts";
import type { NodeState } from "../node-state.ts";
import { nodeEnvironment } from "./node-environment.ts";

const SETUP = fileURLToPath(new URL("./setup.sh", import.meta.url));
const CHECKOUT = fileURLToPath(new URL("../../../", import.meta.url));

export interface NamespacesOptions {
  stateDir: string;
  pause: string;
  logs: string;
  cache?: string;
  signal?: AbortSignal;
  /** Told of `unshare` as soon as it runs, since what it holds has to be ended whatever happens, and of process 1. */
  onStarted(running: RunningProcess): void;
}

/**
 * Starts the node's network, mount and PID namespaces. `unshare --kill-child` waits for their process 1, which ends
 * when it does, and with it the kernel ends all that runs, is mounted or is plugged in there.
 * Returns the number of process 1.
 */
export async function startNamespaces(node: NodeState, options: NamespacesOptions): Promise<number> {
  mkdirSync(node.folder, { recursive: true, mode: 0o711 });
  const kept = [options.stateDir, options.cache ?? cacheRoot(), CHECKOUT.replace(/\/$/, ""), dirname(process.execPath)];
  const file = join(node.folder, "pid");
  // Of the time before its power was off.
  rmSync(file, { force: true });
  const running = await startProcess(
    processName("node", node),
    "unshare",
    [
      ...["--net", "--mount", "--pid", "--ipc", "--fork", "--kill-child", "--propagation", "slave"],
      ...["/bin/sh", SETUP, node.folder, options.pause, ...kept.filter((folder) => existsSync(folder))],
    ],
    options.logs,
    nodeEnvironment(),
  );
  options.onStarted(running);
  await waitUntil(async () => existsSync(file), {
    what: "the node's namespaces",
    timeoutMs: 10_000,
    everyMs: 10,
    signal: options.signal,
    giveUp: () => whyDead(running),
  });
  const pid = Number(readFileSync(file, "utf8"));
  const identity = identify(pid);
  if (identity === undefined) throw new ClusterError(`The node's process 1 ended at once: see ${running.log}.`);
  // Gone only when everything in the namespaces is, so whoever ends the node waits for it.
  options.onStarted({ ...identity, name: processName("node-pause", node), log: running.log });
  return pid;
}
