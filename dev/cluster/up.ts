import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { directEnvironment } from "../node/direct-environment.ts";
import { nodeAccess, workerAccess } from "../node/node-state.ts";
import { requireNodeHost } from "../node/requirements.ts";
import { createApiClient } from "./api-client.ts";
import { type Cluster, type ClusterOptions, MAX_REAL_NODES, type StartTimes } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { applyCustomResources } from "./custom-resources.ts";
import { endRecorded, stateLock, stopCluster } from "./down.ts";
import { isHealthy } from "./health.ts";
import { startNodeAgain, stopNode } from "./node-power.ts";
import { acquireLock } from "./processes/file-lock.mjs";
import { type Reaper, startReaper } from "./processes/reaper.ts";
import { lastLines, whyDead } from "./processes/start-process.ts";
import { createSimulatedNodes } from "./simulated-nodes.ts";
import { startAnew } from "./start.ts";
import { type ClusterState, DEFAULT_STATE_DIR, readState, realNodes, writeState } from "./state.ts";
import { createProgressPrinter } from "./tools/progress-printer.ts";
import { KUBERNETES_MINORS } from "./tools/tool-table.ts";

/** Ports found free may be taken before the program binds them; then others are tried, so many times in all. */
const PORT_TRIES = 3;

/**
 * Starts etcd, the API server, the controllers and simulated nodes as processes of this user, all on loopback, or with
 * `real` nodes in namespaces of their own where pods run, and resolves when nodes are ready. A healthy cluster of the same state folder is reused; what is left of an unhealthy
 * one is ended first.
 *
 * @throws ClusterError, ToolError with what to do
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const stateDir = resolve(options.stateDir ?? DEFAULT_STATE_DIR);
  const printer = options.printer ?? createProgressPrinter();
  const { nodes = 1, signal } = options;
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > 1000) {
    throw new ClusterError(`--nodes has to be a whole number from 1 to 1000, got ${nodes}.`);
  }
  if (options.real && (options.kubernetes ?? KUBERNETES_MINORS[0]) !== KUBERNETES_MINORS[0]) {
    throw new ClusterError(`A real node is of Kubernetes ${KUBERNETES_MINORS[0]}: leave out --real, or --kubernetes.`);
  }
  if (options.real && nodes > MAX_REAL_NODES) {
    throw new ClusterError(`--nodes has to be at most ${MAX_REAL_NODES} with --real, got ${nodes}.`);
  }
  if (options.real) requireNodeHost((line) => printer.say(line));
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const lock = await acquireLock(stateLock(stateDir), {
    signal,
    onWait: (pid) => printer.say(`waiting for process ${pid}, which is starting or ending this cluster`),
  });
  try {
    const running = await findHealthy(stateDir);
    if (running !== undefined) return await reuse(running, stateDir, options);
    const left = await endRecorded(stateDir);
    if (left > 0) printer.say(`ended ${left} processes of a cluster that was not healthy`);
    for (let attempt = 1; ; attempt++) {
      // A cluster that shall outlive this program is watched until it is complete: half of one serves nobody.
      const reaper = startReaper();
      try {
        const { state, times } = await startAnew({ stateDir, nodes, options, printer, reaper });
        if (options.foreground === false) reaper.dismiss();
        return toCluster(state, stateDir, times, false, reaper);
      } catch (error) {
        const retry = attempt < PORT_TRIES && options.port === undefined && lostPort(stateDir);
        await endRecorded(stateDir);
        reaper.dismiss();
        if (!retry) throw error;
        printer.say("another program took a port meanwhile: trying others");
      }
    }
  } finally {
    printer.done();
    lock.release();
  }
}

async function findHealthy(stateDir: string): Promise<ClusterState | undefined> {
  const state = readState(stateDir);
  return state?.ready && (await isHealthy(state)) ? state : undefined;
}

async function reuse(state: ClusterState, stateDir: string, options: ClusterOptions): Promise<Cluster> {
  if (options.port !== undefined && new URL(state.server).port !== String(options.port)) {
    throw new ClusterError(`The cluster in ${stateDir} runs on ${state.server}: end it first to have another port.`);
  }
  if (options.kubernetes !== undefined && state.kubernetes !== options.kubernetes) {
    throw new ClusterError(
      `The cluster in ${stateDir} is of Kubernetes ${state.kubernetes}: end it first ("npm run cluster -- down").`,
    );
  }
  if (options.real && state.node === undefined) {
    throw new ClusterError(`The cluster in ${stateDir} has simulated nodes: end it first ("npm run cluster -- down").`);
  }
  const realCount = realNodes(state).length;
  if (options.real && (options.nodes ?? 1) > realCount) {
    throw new ClusterError(`The cluster in ${stateDir} has ${realCount} real node(s): end it first to have more.`);
  }
  if (options.real && (options.simulatedNodes ?? 0) !== (state.simulatedNodes ?? 0)) {
    throw new ClusterError(
      `The cluster in ${stateDir} has ${state.simulatedNodes ?? "no"} simulated nodes beside the real one: end it first ("npm run cluster -- down").`,
    );
  }
  if (options.ingressPort !== undefined && state.node?.ingressPort !== options.ingressPort) {
    throw new ClusterError(`The cluster in ${stateDir} has no ingress on port ${options.ingressPort}: end it first.`);
  }
  const api = createApiClient(state.server, state.ca, state.admin);
  try {
    await applyCustomResources(api, options.crds ?? [], options.signal);
    if (state.node !== undefined) return toCluster(state, stateDir, NO_TIME, true);
    // Asking for more nodes adds them; asking for fewer leaves what runs there alone.
    if ((options.nodes ?? 1) > state.nodes) {
      state.nodes = options.nodes ?? 1;
      await createSimulatedNodes(api, state.nodes);
      writeState(stateDir, state);
    }
  } finally {
    api.close();
  }
  return toCluster(state, stateDir, NO_TIME, true);
}

const NO_TIME: StartTimes = { tools: 0, certificates: 0, etcd: 0, apiServer: 0, crds: 0, controllers: 0, total: 0 };

function lostPort(stateDir: string): boolean {
  const processes = readState(stateDir)?.processes ?? [];
  return processes.some((running) => whyDead(running) && /address already in use/.test(lastLines(running.log, 40)));
}

function toCluster(
  state: ClusterState,
  stateDir: string,
  times: StartTimes,
  reused: boolean,
  reaper?: Reaper,
): Cluster {
  return {
    kubeconfig: state.kubeconfig,
    server: state.server,
    stateDir,
    bin: state.bin as Cluster["bin"],
    binDir: join(stateDir, "bin"),
    nodes: state.nodes,
    simulated: state.node === undefined || state.simulatedNodes !== undefined,
    ...(state.node && { node: nodeAccess(state.node) }),
    get workers() {
      return (readState(stateDir)?.workers ?? []).map(workerAccess);
    },
    env: directEnvironment(realNodes(state).map(({ addresses }) => addresses)),
    etcd: { url: state.etcdUrl, ca: state.ca, client: state.admin },
    processes: state.processes,
    pids: Object.fromEntries(state.processes.map(({ name, pid }) => [name, pid])),
    reused,
    times,
    stopNode: (name) => stopNode(stateDir, name, { reaper }),
    startNode: (name) => startNodeAgain(stateDir, name, { reaper }),
    async stop() {
      if (reused) return;
      await stopCluster(stateDir);
      reaper?.dismiss();
    },
  };
}
