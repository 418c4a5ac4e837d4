import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createBaseObjects } from "../node/base-objects.ts";
import { directEnvironment } from "../node/direct-environment.ts";
import { gatewayApiFiles } from "../node/gateway-api.ts";
import type { NodeStart } from "../node/node-start.ts";
import type { NodeState } from "../node/node-state.ts";
import { loadPauseImage, openNode } from "../node/open-node.ts";
import { planNode, planWorker } from "../node/plan-node.ts";
import { reserveForWhoAsks } from "../node/reserve-node.ts";
import { startNode } from "../node/start-node.ts";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { type CertifiedNode, type ClusterCertificates, createCertificates, nodeCertificates } from "./certificates.ts";
import type { ClusterOptions, StartTimes } from "./cluster.ts";
import { apiServerArgs } from "./components/api-server.ts";
import { controllerManagerArgs } from "./components/controller-manager.ts";
import { etcdArgs } from "./components/etcd.ts";
import { kwokArgs } from "./components/kwok.ts";
import { schedulerArgs } from "./components/scheduler.ts";
import { applyCustomResources, createCustomResources } from "./custom-resources.ts";
import { findFreePorts, requireFreePort } from "./free-ports.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import type { Reaper } from "./processes/reaper.ts";
import { recordIn, startPatience } from "./record.ts";
import { createSimulatedNodes, createSimulatedStorage, nodesAreReady } from "./simulated-nodes.ts";
import { type ClusterState, realNodes } from "./state.ts";
import { startStopwatch } from "./stopwatch.ts";
import { ensureTools } from "./tools/ensure-tools.ts";
import type { ProgressPrinter } from "./tools/progress-printer.ts";
import { CLUSTER_TOOLS, KUBERNETES_MINORS, NODE_TOOLS, type ToolName } from "./tools/tool-table.ts";
import { waitUntil } from "./wait-until.ts";

/** Large definitions take the API server seconds on a busy machine. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface StartContext {
  stateDir: string;
  /** Of the kind that the options ask for. */
  nodes: number;
  options: ClusterOptions;
  printer: ProgressPrinter;
  reaper: Reaper;
}

interface Ports {
  etcd: number;
  peer: number;
  apiServer: number;
  controllers: number;
  scheduler: number;
  ingress: number;
}

/** What the parts of one start share. */
interface Start extends NodeStart {
  state: ClusterState;
  ports: Ports;
  options: ClusterOptions;
  runTool(name: ToolName, args: readonly string[]): Promise<void>;
}

/**
 * Starts a cluster where none is: the tools, a real node's namespaces, the control plane, the nodes, in that order.
 * Everything is in the state folder's cluster.json before it runs; on an error the caller ends what is there.
 */
export async function startAnew(context: StartContext): Promise<{ state: ClusterState; times: StartTimes }> {
  const { options, printer, nodes } = context;
  const { signal, real = false, cache, kubernetes } = options;
  const watch = startStopwatch<keyof StartTimes>();
  const names = real ? [...CLUSTER_TOOLS, ...NODE_TOOLS] : CLUSTER_TOOLS;
  const tools = await ensureTools(names, { printer, signal, cache, kubernetes });
  const gatewayApi = real ? await gatewayApiFiles(cache, signal) : [];
  watch.lap("tools");
  const ports = await choosePorts(options);
  const start = prepare(context, ports, Object.fromEntries([...tools].map(([name, { path }]) => [name, path])));
  const { state, stateDir } = start;
  const node = real ? await openRealNode(start, context.reaper) : undefined;
  for (let more = 1; node !== undefined && more < nodes; more++) await openWorker(start, node, context.reaper);
  if (real) watch.lap("namespaces");
  const pki = join(stateDir, "pki");
  const certificates = await createCertificates(pki, realNodes(state).map(certified));
  writeKubeconfig(state.kubeconfig, state.server, certificates.ca, certificates.admin);
  linkBinaries(stateDir, state);
  watch.lap("certificates");
  printer.update("starting etcd");
  await startEtcd(start, certificates);
  watch.lap("etcd");
  printer.update("starting the API server");
  await start.runTool(
    "kube-apiserver",
    apiServerArgs(certificates, ports.apiServer, state.etcdUrl, options.apiServerFlags ?? [], node),
  );
  const api = createApiClient(state.server, state.ca, state.admin, REQUEST_TIMEOUT_MS);
  const answers = async () => (await api.send("GET", "/readyz")).status === 200;
  try {
    await waitUntil(answers, { ...start.waiting, what: "the API server" });
    watch.lap("apiServer");
    await applyCustomResources(api, options.crds ?? [], signal);
    await createCustomResources(api, gatewayApi, signal);
    watch.lap("crds");
    printer.update("starting the controllers and nodes");
    await startControllers(start, api, certificates, nodes);
    watch.lap("controllers");
    for (const each of realNodes(state)) {
      printer.update(each === node ? "starting the node" : `starting ${each.name}`);
      await loadPauseImage(start, each);
      await startNode(start, each, api, { ...state, certificates: nodeCertificates(pki, each.name) });
      if (state.simulatedNodes !== undefined) await reserveForWhoAsks(api, each.name);
    }
    if (real) watch.lap("node");
  } finally {
    api.close();
  }
  state.ready = true;
  start.save();
  return { state, times: watch.times("total") };
}

async function choosePorts({ port, ingressPort }: ClusterOptions): Promise<Ports> {
  if (port !== undefined) await requireFreePort(port);
  if (ingressPort !== undefined) await requireFreePort(ingressPort, "--ingress-port");
  const free = await findFreePorts(6);
  const [etcd = 0, peer = 0, controllers = 0, scheduler = 0, apiServer = 0, ingress = 0] = free;
  return { etcd, peer, controllers, scheduler, apiServer: port ?? apiServer, ingress: ingressPort ?? ingress };
}

/** Writes the first state down, and gives what starts and records processes from then on. */
function prepare(
  { stateDir, nodes, options, printer, reaper }: StartContext,
  ports: Ports,
  bin: ClusterState["bin"],
): Start {
  const logs = join(stateDir, "logs");
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const pki = join(stateDir, "pki");
  const state: ClusterState = {
    version: 1,
    createdAt: new Date().toISOString(),
    ready: false,
    kubernetes: options.kubernetes ?? KUBERNETES_MINORS[0],
    server: `https://127.0.0.1:${ports.apiServer}`,
    nodes: options.real ? 0 : nodes,
    ...(options.real && options.simulatedNodes && { simulatedNodes: options.simulatedNodes }),
    kubeconfig: join(stateDir, "kubeconfig"),
    ca: join(pki, "ca.crt"),
    admin: { cert: join(pki, "admin.crt"), key: join(pki, "admin.key") },
    etcdUrl: `https://127.0.0.1:${ports.etcd}`,
    bin,
    processes: [],
  };
  const recorder = recordIn(state, stateDir, logs, reaper);
  recorder.save();
  return {
    ...{ stateDir, logs, bin, printer, state, ports, options, ...recorder },
    cache: options.cache,
    signal: options.signal,
    waiting: startPatience(() => state.processes, options.signal),
    runTool: (name, args) =>
      recorder.run(name, bin[name] ?? name, args, {
        ...process.env,
        ...directEnvironment(realNodes(state).map(({ addresses }) => addresses)),
      }),
  };
}

function openRealNode(start: Start, reaper: Reaper): Promise<NodeState> {
  const { state, ports, printer, save } = start;
  printer.update("starting the node's namespaces");
  const plan = () => planNode(start.stateDir, ports.ingress, start.signal);
  return openNode(start, plan, [], (planned) => {
    reaper.watchNode(planned);
    state.node = planned;
    state.server = `https://${planned.addresses.apiServer}:${ports.apiServer}`;
    save();
  });
}

function openWorker(start: Start, first: NodeState, reaper: Reaper): Promise<NodeState> {
  const { state, save } = start;
  const plan = () => planWorker(start.stateDir, first, start.signal);
  return openNode(start, plan, realNodes(state), (planned) => {
    reaper.watchNode(planned);
    state.workers = [...(state.workers ?? []), planned];
    save();
  });
}

async function startEtcd(
  { stateDir, state, ports, runTool, waiting }: Start,
  certificates: ClusterCertificates,
): Promise<void> {
  await runTool("etcd", etcdArgs(stateDir, certificates, { client: ports.etcd, peer: ports.peer }));
  const etcd = createApiClient(state.etcdUrl, state.ca, state.admin);
  try {
    await waitUntil(async () => (await etcd.send("GET", "/health")).status === 200, { ...waiting, what: "etcd" });
  } finally {
    etcd.close();
  }
}

/** Controller manager and scheduler; and what plays the nodes that are not real. */
async function startControllers(
  start: Start,
  api: ApiClient,
  certificates: ClusterCertificates,
  nodes: number,
): Promise<void> {
  const { stateDir, state, ports, runTool, waiting, options } = start;
  const services = state.node?.addresses.services;
  const flags = options.controllerManagerFlags ?? [];
  const simulated = state.node === undefined ? nodes : (state.simulatedNodes ?? 0);
  if (simulated > 0) await createSimulatedNodes(api, simulated);
  await runTool(
    "kube-controller-manager",
    controllerManagerArgs(state.kubeconfig, certificates, ports.controllers, flags, services),
  );
  await runTool("kube-scheduler", schedulerArgs(state.kubeconfig, join(stateDir, "scheduler.json"), ports.scheduler));
  if (state.node !== undefined) await createBaseObjects(api, simulated === 0);
  if (simulated > 0) {
    await runTool("kwok", kwokArgs(state.kubeconfig, join(stateDir, "kwok.yaml")));
    await createSimulatedStorage(api);
    await waitUntil(() => nodesAreReady(api, simulated), { ...waiting, what: "the simulated nodes to be ready" });
  }
  await waitUntil(() => controllersWork(api), { ...waiting, what: "the controllers" });
}

function certified({ name, addresses }: NodeState): CertifiedNode {
  const { node: address, apiServer: server, kubernetesService } = addresses;
  return { name, address, server, kubernetesService };
}

/** The default namespace's service account is made by the controller manager; no pod can be created before. */
async function controllersWork(api: ApiClient): Promise<boolean> {
  return (await api.send("GET", "/api/v1/namespaces/default/serviceaccounts/default")).status === 200;
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
