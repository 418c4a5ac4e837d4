import { dirname, join } from "node:path";
import { processesOf } from "../node/node-processes.ts";
import type { NodeStart } from "../node/node-start.ts";
import type { NodeState } from "../node/node-state.ts";
import { powerOff, powerOn } from "../node/power.ts";
import { startNode } from "../node/start-node.ts";
import { createApiClient } from "./api-client.ts";
import { nodeCertificates } from "./certificates.ts";
import { ClusterError } from "./cluster-error.ts";
import { stateLock } from "./down.ts";
import { acquireLock } from "./processes/file-lock.mjs";
import type { Reaper } from "./processes/reaper.ts";
import { recordIn, startPatience } from "./record.ts";
import { type ClusterState, readState, realNodes, writeState } from "./state.ts";
import { createProgressPrinter, type ProgressPrinter } from "./tools/progress-printer.ts";

export interface PowerOptions {
  printer?: ProgressPrinter;
  signal?: AbortSignal;
  cache?: string;
  /** Where what is started shall end with this program. */
  reaper?: Reaper;
}

/**
 * Takes the power of a cluster's further node away: all that runs there ends at once and without a word, and the Node
 * object stays. Resolves when nothing of it runs; nothing to end is no error.
 * @throws ClusterError where there is no such node, or it is the first
 */
export async function stopNode(stateDir: string, name: string, options: PowerOptions = {}): Promise<void> {
  await withWorker(stateDir, name, options, async (state, node) => {
    if (node.pid === 0) return;
    const processes = processesOf(node, state.processes);
    await powerOff(node, processes, othersThatRun(state, node));
    state.processes = state.processes.filter((running) => !processes.includes(running));
    writeState(stateDir, state);
  });
}

/**
 * Gives it back: the same node with what is in its folder, as a machine that was started anew. Resolves when the node is
 * ready for pods; one that runs is left alone.
 * @throws ClusterError where there is no such node, or it does not become ready
 */
export async function startNodeAgain(stateDir: string, name: string, options: PowerOptions = {}): Promise<void> {
  const { printer = createProgressPrinter(), signal, cache, reaper } = options;
  await withWorker(stateDir, name, options, async (state, node) => {
    if (node.pid !== 0) return;
    const logs = join(stateDir, "logs");
    const start: NodeStart = {
      ...{ stateDir, logs, printer, signal, cache, bin: state.bin },
      ...recordIn(state, stateDir, logs, reaper),
      waiting: startPatience(() => processesOf(node, state.processes), signal),
    };
    await powerOn(start, node, othersThatRun(state, node));
    const api = createApiClient(state.server, state.ca, state.admin);
    try {
      const { ca, server, kubeconfig } = state;
      const certificates = nodeCertificates(dirname(ca), name);
      await startNode(start, node, api, { ca, server, kubeconfig, certificates });
    } finally {
      api.close();
      printer.done();
    }
  });
}

const othersThatRun = (state: ClusterState, node: NodeState) =>
  realNodes(state).filter((other) => other !== node && other.pid !== 0);

async function withWorker(
  stateDir: string,
  name: string,
  { signal, printer }: PowerOptions,
  work: (state: ClusterState, node: NodeState) => Promise<void>,
): Promise<void> {
  const lock = await acquireLock(stateLock(stateDir), {
    signal,
    onWait: (pid) => printer?.say(`waiting for process ${pid}, which is starting or ending this cluster`),
  });
  try {
    const state = readState(stateDir);
    if (!state?.ready) throw new ClusterError(`No cluster was started in ${stateDir}: run "npm run cluster -- up".`);
    const { workers = [] } = state;
    const node = workers.find((worker) => worker.name === name);
    if (node === undefined) {
      const which =
        workers.length === 0
          ? '"npm run cluster -- up --real --nodes 2" starts a cluster with a node that can go'
          : `one that can go is ${workers.map((worker) => worker.name).join(" or ")}`;
      const why =
        name === state.node?.name
          ? `${name} has the cluster's DNS and the API server's address, so its power stays on`
          : `There is no further node ${name} in this cluster`;
      throw new ClusterError(`${why}: ${which}.`);
    }
    await work(state, node);
  } finally {
    lock.release();
  }
}
