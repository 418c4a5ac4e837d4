import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { createCertificates } from "./certificates.ts";
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
import { lastLines, startProcess, whyDead } from "./processes/start-process.ts";
import { createSimulatedNodes, createSimulatedStorage, nodesAreReady } from "./simulated-nodes.ts";
import { type ClusterState, DEFAULT_STATE_DIR, readState, writeState } from "./state.ts";
import { startStopwatch } from "./stopwatch.ts";
import { ensureTools } from "./tools/ensure-tools.ts";
import { createProgressPrinter, type ProgressPrinter } from "./tools/progress-printer.ts";
import { CLUSTER_TOOLS } from "./tools/tool-table.ts";
import { waitUntil } from "./wait-until.ts";

const START_TIMEOUT_MS = 90_000;
/** Ports found free may be taken before the program binds them; then others are tried, so many times in all. */
const PORT_TRIES = 3;

/**
 * Starts etcd, the API server, the controllers and simulated nodes as processes of this user, all on loopback, and
 * resolves when nodes are ready. A healthy cluster of the same state folder is reused; what is left of an unhealthy
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
      const reaper = (options.foreground ?? true) ? startReaper() : undefined;
      try {
        return await start(stateDir, nodes, options, printer, reaper);
      } catch (error) {
        const retry = attempt < PORT_TRIES && options.port === undefined && lostPort(stateDir);
        await endRecorded(stateDir);
        reaper?.dismiss();
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
  const api = createApiClient(state.server, state.ca, state.admin);
  try {
    await applyCustomResources(api, options.crds ?? [], options.signal);
    // Asking for more nodes adds them; asking for fewer leaves what runs there alone.
    if ((options.nodes ?? 1) > state.nodes) {
      state.nodes = options.nodes ?? 1;
      await createSimulatedNodes(api, state.nodes);
      writeState(stateDir, state);
    }
  } finally {
    api.close();
  }
  const zero = { tools: 0, certificates: 0, etcd: 0, apiServer: 0, crds: 0, controllers: 0, total: 0 };
  return toCluster(state, stateDir, zero, true);
}

async function start(
  stateDir: string,
  nodes: number,
  options: ClusterOptions,
  printer: ProgressPrinter,
  reaper: Reaper | undefined,
): Promise<Cluster> {
  const { signal } = options;
  const watch = startStopwatch<keyof StartTimes>();
  const tools = await ensureTools(CLUSTER_TOOLS, { printer, signal, cache: options.cache });
  watch.lap("tools");
  if (options.port !== undefined) await requireFreePort(options.port);
  const free = await findFreePorts(5);
  const [etcdPort = 0, peerPort = 0, controllerPort = 0, schedulerPort = 0, anyPort = 0] = free;
  const port = options.port ?? anyPort;
  const certificates = await createCertificates(join(stateDir, "pki"));
  const logs = join(stateDir, "logs");
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const state: ClusterState = {
    version: 1,
    createdAt: new Date().toISOString(),
    ready: false,
    server: `https://127.0.0.1:${port}`,
    nodes,
    kubeconfig: join(stateDir, "kubeconfig"),
    ca: certificates.ca,
    admin: certificates.admin,
    etcdUrl: `https://127.0.0.1:${etcdPort}`,
    bin: Object.fromEntries([...tools].map(([name, { path }]) => [name, path])),
    processes: [],
  };
  writeKubeconfig(state.kubeconfig, state.server, state.ca, state.admin);
  linkBinaries(stateDir, state);
  writeState(stateDir, state);
  const run = async (name: keyof Cluster["bin"], args: string[]) => {
    const running = await startProcess(name, state.bin[name] ?? name, args, logs);
    state.processes.push(running);
    writeState(stateDir, state);
    reaper?.watch(running);
  };
  const giveUp = () => state.processes.map(whyDead).find((reason) => reason !== undefined);
  const waiting = { timeoutMs: START_TIMEOUT_MS, signal, giveUp };
  watch.lap("certificates");

  printer.update("starting etcd");
  await run("etcd", etcdArgs(stateDir, certificates, { client: etcdPort, peer: peerPort }));
  const etcd = createApiClient(state.etcdUrl, state.ca, state.admin);
  await waitUntil(async () => (await etcd.send("GET", "/health")).status === 200, { what: "etcd", ...waiting });
  etcd.close();
  watch.lap("etcd");

  printer.update("starting the API server");
  await run("kube-apiserver", apiServerArgs(certificates, port, state.etcdUrl, options.apiServerFlags ?? []));
  const api = createApiClient(state.server, state.ca, state.admin);
  try {
    await waitUntil(async () => (await api.send("GET", "/readyz")).status === 200, {
      what: "the API server",
      ...waiting,
    });
    watch.lap("apiServer");
    await applyCustomResources(api, options.crds ?? [], signal);
    watch.lap("crds");

    printer.update("starting the controllers and nodes");
    await createSimulatedNodes(api, nodes);
    await run(
      "kube-controller-manager",
      controllerManagerArgs(state.kubeconfig, certificates, controllerPort, options.controllerManagerFlags ?? []),
    );
    await run("kube-scheduler", schedulerArgs(state.kubeconfig, join(stateDir, "scheduler.json"), schedulerPort));
    await run("kwok", kwokArgs(state.kubeconfig, join(stateDir, "kwok.yaml")));
    await createSimulatedStorage(api);
    await waitUntil(() => nodesAreReady(api, nodes), { what: "the nodes to be ready", ...waiting });
    await waitUntil(() => controllersWork(api), { what: "the controllers", ...waiting });
    watch.lap("controllers");
  } finally {
    api.close();
  }
  state.ready = true;
  writeState(stateDir, state);
  return toCluster(state, stateDir, watch.times("total"), false, reaper);
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
    simulated: true,
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
