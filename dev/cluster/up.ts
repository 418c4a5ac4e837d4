import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { createBaseObjects } from "../node/base-objects.ts";
import { directEnvironment } from "../node/direct-environment.ts";
import { gatewayApiFiles } from "../node/gateway-api.ts";
import { type NodeState, nodeAccess } from "../node/node-state.ts";
import { requireNodeHost } from "../node/requirements.ts";
import { loadPauseImage, type NodeStart, openNode, startNode } from "../node/start-node.ts";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { type CertifiedNode, createCertificates } from "./certificates.ts";
import type { Cluster, ClusterOptions, StartTimes } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { apiServerArgs } from "./components/api-server.ts";
import { controllerManagerArgs } from "./components/controller-manager.ts";
import { etcdArgs } from "./components/etcd.ts";
import { kwokArgs } from "./components/kwok.ts";
import { schedulerArgs } from "./components/scheduler.ts";
import { applyCustomResources } from "./custom-resources.ts";
import { endRecorded, stateLock, stopCluster } from "./down.ts";
import { findFreePorts, requireFreePort } from "./free-ports.ts";
import { isHealthy } from "./health.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { acquireLock } from "./processes/file-lock.mjs";
import { type Reaper, startReaper } from "./processes/reaper.ts";
import { lastLines, type RunningProcess, startProcess, whyDead } from "./processes/start-process.ts";
import { createSimulatedNodes, createSimulatedStorage, nodesAreReady } from "./simulated-nodes.ts";
import { type ClusterState, DEFAULT_STATE_DIR, readState, writeState } from "./state.ts";
import { startStopwatch } from "./stopwatch.ts";
import { ensureTools } from "./tools/ensure-tools.ts";
import { createProgressPrinter, type ProgressPrinter } from "./tools/progress-printer.ts";
import { CLUSTER_TOOLS, NODE_TOOLS, type ToolName } from "./tools/tool-table.ts";
import { waitUntil } from "./wait-until.ts";

const START_TIMEOUT_MS = 90_000;
/** Ports found free may be taken before the program binds them; then others are tried, so many times in all. */
const PORT_TRIES = 3;

/**
 * Starts etcd, the API server, the controllers and simulated nodes as processes of this user, all on loopback, or with
 * `real` one node in namespaces of its own where pods run, and resolves when nodes are ready. A healthy cluster of the same state folder is reused; what is left of an unhealthy
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
        const cluster = await start(stateDir, nodes, options, printer, reaper);
        if (options.foreground === false) reaper.dismiss();
        return cluster;
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
  if (options.real && state.node === undefined) {
    throw new ClusterError(`The cluster in ${stateDir} has simulated nodes: end it first ("npm run cluster -- down").`);
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

async function start(
  stateDir: string,
  nodes: number,
  options: ClusterOptions,
  printer: ProgressPrinter,
  reaper: Reaper,
): Promise<Cluster> {
  const { signal, real = false, cache } = options;
  const watch = startStopwatch<keyof StartTimes>();
  const needed = real ? [...CLUSTER_TOOLS, ...NODE_TOOLS] : CLUSTER_TOOLS;
  const tools = await ensureTools(needed, { printer, signal, cache });
  const crds = [...(options.crds ?? []), ...(real ? await gatewayApiFiles(cache, signal) : [])];
  watch.lap("tools");
  if (options.port !== undefined) await requireFreePort(options.port);
  if (options.ingressPort !== undefined) await requireFreePort(options.ingressPort, "--ingress-port");
  const free = await findFreePorts(6);
  const [etcdPort = 0, peerPort = 0, controllerPort = 0, schedulerPort = 0, anyPort = 0, anyIngress = 0] = free;
  const port = options.port ?? anyPort;
  const logs = join(stateDir, "logs");
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const pki = join(stateDir, "pki");
  const state: ClusterState = {
    version: 1,
    createdAt: new Date().toISOString(),
    ready: false,
    server: `https://127.0.0.1:${port}`,
    nodes: real ? 0 : nodes,
    kubeconfig: join(stateDir, "kubeconfig"),
    ca: join(pki, "ca.crt"),
    admin: { cert: join(pki, "admin.crt"), key: join(pki, "admin.key") },
    etcdUrl: `https://127.0.0.1:${etcdPort}`,
    bin: Object.fromEntries([...tools].map(([name, { path }]) => [name, path])),
    processes: [],
  };
  const save = () => writeState(stateDir, state);
  save();
  const record = (running: RunningProcess) => {
    reaper.watch(running);
    state.processes.push(running);
    save();
  };
  const run = async (name: string, program: string, args: readonly string[], env?: NodeJS.ProcessEnv) =>
    record(await startProcess(name, program, args, logs, env));
  let node: NodeState | undefined;
  const runTool = (name: ToolName, args: string[]) =>
    run(name, state.bin[name] ?? name, args, { ...process.env, ...(node && directEnvironment(node.addresses)) });
  const giveUp = () => state.processes.map(whyDead).find((reason) => reason !== undefined);
  const waiting = { timeoutMs: START_TIMEOUT_MS, signal, giveUp };
  const nodeStart: NodeStart = { stateDir, logs, bin: state.bin, printer, cache, signal, waiting, run, record, save };
  if (real) {
    printer.update("starting the node's namespaces");
    node = await openNode(nodeStart, options.ingressPort ?? anyIngress, (planned) => {
      reaper.watchNode(planned);
      state.node = planned;
      state.server = `https://${planned.addresses.host}:${port}`;
      save();
    });
    watch.lap("namespaces");
  }
  const certificates = await createCertificates(pki, node && certified(node));
  writeKubeconfig(state.kubeconfig, state.server, certificates.ca, certificates.admin);
  linkBinaries(stateDir, state);
  watch.lap("certificates");

  printer.update("starting etcd");
  await runTool("etcd", etcdArgs(stateDir, certificates, { client: etcdPort, peer: peerPort }));
  const etcd = createApiClient(state.etcdUrl, state.ca, state.admin);
  await waitUntil(async () => (await etcd.send("GET", "/health")).status === 200, { what: "etcd", ...waiting });
  etcd.close();
  watch.lap("etcd");

  printer.update("starting the API server");
  const flags = options.apiServerFlags ?? [];
  await runTool("kube-apiserver", apiServerArgs(certificates, port, state.etcdUrl, flags, node));
  const api = createApiClient(state.server, state.ca, state.admin);
  try {
    await waitUntil(async () => (await api.send("GET", "/readyz")).status === 200, {
      what: "the API server",
      ...waiting,
    });
    watch.lap("apiServer");
    await applyCustomResources(api, crds, signal);
    watch.lap("crds");

    printer.update("starting the controllers and nodes");
    if (node === undefined) await createSimulatedNodes(api, nodes);
    const managerFlags = options.controllerManagerFlags ?? [];
    await runTool(
      "kube-controller-manager",
      controllerManagerArgs(state.kubeconfig, certificates, controllerPort, managerFlags, node?.addresses.services),
    );
    await runTool("kube-scheduler", schedulerArgs(state.kubeconfig, join(stateDir, "scheduler.json"), schedulerPort));
    if (node === undefined) {
      await runTool("kwok", kwokArgs(state.kubeconfig, join(stateDir, "kwok.yaml")));
      await createSimulatedStorage(api);
      await waitUntil(() => nodesAreReady(api, nodes), { what: "the nodes to be ready", ...waiting });
    } else {
      await createBaseObjects(api);
    }
    await waitUntil(() => controllersWork(api), { what: "the controllers", ...waiting });
    watch.lap("controllers");
    if (node !== undefined && certificates.node !== undefined) {
      printer.update("starting the node");
      await loadPauseImage(nodeStart, node);
      await startNode(nodeStart, node, api, { ...certificates, node: certificates.node }, state);
      watch.lap("node");
    }
  } finally {
    api.close();
  }
  state.ready = true;
  writeState(stateDir, state);
  return toCluster(state, stateDir, watch.times("total"), false, reaper);
}

function certified({ name, addresses }: NodeState): CertifiedNode {
  const { node: address, host: server, kubernetesService } = addresses;
  return { name, address, server, kubernetesService };
}

/** The default namespace's service account is made by the controller manager; no pod can be created before. */
async function controllersWork(api: ApiClient): Promise<boolean> {
  return (await api.send("GET", "/api/v1/namespaces/default/serviceaccounts/default")).status === 200;
}

function lostPort(stateDir: string): boolean {
  const processes = readState(stateDir)?.processes ?? [];
  return processes.some((running) => whyDead(running) && /address already in use/.test(lastLines(running.log, 40)));
}

/** A folder for PATH that holds helm and kubectl, wherever they came from. */
function linkBinaries(stateDir: string, state: ClusterState): void {
  const folder = join(stateDir, "bin");
  mkdirSync(folder, { recursive: true });
  for (const name of ["helm", "kubectl"] as const) {
    rmSync(join(folder, name), { force: true });
    symlinkSync(state.bin[name] ?? name, join(folder, name));
  }
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
    simulated: state.node === undefined,
    ...(state.node && { node: nodeAccess(state.node) }),
    env: state.node === undefined ? {} : directEnvironment(state.node.addresses),
    etcd: { url: state.etcdUrl, ca: state.ca, client: state.admin },
    processes: state.processes,
    pids: Object.fromEntries(state.processes.map(({ name, pid }) => [name, pid])),
    reused,
    times,
    async stop() {
      if (reused) return;
      await stopCluster(stateDir);
      reaper?.dismiss();
    },
  };
}
