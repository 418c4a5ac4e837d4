import { dirname, resolve } from "node:path";
import { ImageError } from "../images/image-error.ts";
import { directEnvironment } from "../node/direct-environment.ts";
import { readArchive } from "../node/images/read-archive.ts";
import { loadImages } from "../node/load-images.ts";
import { nodeAccess, workerAccess } from "../node/node-state.ts";
import { installInPods, type PlatformInPods } from "../platform/install-in-pods.ts";
import { loadEngines, PLATFORM_IMAGES } from "../platform/load-engines.ts";
import { runEndToEnd } from "../platform/run-end-to-end.ts";
import { type CommandLine, HELP, parseCommandLine } from "./arguments.ts";
import type { Cluster } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { crdFiles } from "./crd-files.ts";
import { stopCluster } from "./down.ts";
import { exportLines, quote } from "./export-lines.ts";
import { startNodeAgain, stopNode } from "./node-power.ts";
import { DEFAULT_STATE_DIR, readState, realNodes } from "./state.ts";
import { clusterStatus, describeNode, formatStatus } from "./status.ts";
import { cacheRoot } from "./tools/cache-folder.ts";
import { ensureTools } from "./tools/ensure-tools.ts";
import { ToolError } from "./tools/tool-error.ts";
import { CLUSTER_TOOLS, NODE_TOOLS } from "./tools/tool-table.ts";
import { startCluster } from "./up.ts";

const abort = new AbortController();
process.once("SIGINT", () => abort.abort()).once("SIGTERM", () => abort.abort());
try {
  process.exitCode = await run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  if (abort.signal.aborted) {
    say("interrupted; run it again to go on");
    process.exitCode = 130;
  } else if (error instanceof ClusterError || error instanceof ToolError || error instanceof ImageError) {
    say(error.message + (error.cause instanceof Error ? ` (${error.cause.message})` : ""));
    process.exitCode = 1;
  } else {
    throw error;
  }
}

async function run(line: CommandLine): Promise<number> {
  const stateDir = resolve(line.stateDir ?? DEFAULT_STATE_DIR);
  switch (line.command) {
    case "help":
      process.stdout.write(HELP);
      return 0;
    case "up":
      return up(line, stateDir);
    case "down": {
      const ended = await stopCluster(stateDir, (pid) => say(`waiting for process ${pid}, which is starting it`));
      say(ended === 0 ? `no cluster ran in ${stateDir}` : `ended ${ended} processes`);
      return 0;
    }
    case "status":
      return status(line, stateDir);
    case "env":
      return env(line, stateDir);
    case "load":
      return load(line, stateDir);
    case "node":
      return power(line, stateDir);
    case "tools":
      return tools(line);
  }
}

async function up(line: CommandLine, stateDir: string): Promise<number> {
  if (line.context !== undefined) throw new ClusterError(`"up" starts a local cluster; it has no use for --context.`);
  const { nodes, port, real, ingressPort, kubernetes } = line;
  const crds = line.crds ? crdFiles() : [];
  // Simulated stores fail when a suite wants it, and are Ready at once.
  const simulatedNodes = line.e2e ? 1 : 0;
  const wanted = { stateDir, nodes, port, real, simulatedNodes, ingressPort, kubernetes, crds };
  const cluster = await startCluster({ ...wanted, foreground: false, signal: abort.signal });
  const { node } = cluster;
  const platform = line.platform ? await installPlatform(cluster) : undefined;
  const passed = line.e2e ? await runEndToEnd(stateDir, abort.signal) : true;
  if (line.json) {
    const { server, kubeconfig, bin, pids, reused, times } = cluster;
    const told = {
      server,
      kubeconfig,
      stateDir,
      nodes: cluster.nodes,
      node,
      workers: cluster.workers,
      platform,
      bin,
      pids,
      reused,
    };
    print(JSON.stringify({ ...told, ...(line.e2e && { passed }), seconds: times }));
    return passed ? 0 : 1;
  }
  if (cluster.reused) say(`already up and healthy on ${cluster.server}`);
  else {
    const parts = Object.entries(cluster.times).map(([part, seconds]) => `${part} ${seconds.toFixed(1)} s`);
    say(`up on ${cluster.server}: ${parts.join(", ")}`);
    if (node === undefined) say("its nodes are simulated: pods look as if they ran, nothing runs in them");
  }
  if (node !== undefined) for (const text of describeNode(node, cluster.workers)) say(text);
  if (platform !== undefined)
    say(`Shopyard: ${platform.url} (its pods: kubectl get pods -n ${platform.systemNamespace})`);
  const env = line.stateDir === undefined ? "env" : `env --state-dir ${quote(stateDir)}`;
  say(`point kubectl and helm to it with: eval "$(npm run -s cluster -- ${env})"`);
  if (line.e2e) say(passed ? "the end-to-end suites passed" : "the end-to-end suites FAILED: see above");
  return passed ? 0 : 1;
}

/** Brings the platform's images and those of its engines into the node, and installs the chart. */
async function installPlatform(cluster: Cluster): Promise<PlatformInPods> {
  const { signal } = abort;
  // Simulated stores need no images: every engine can be offered.
  const engines = await loadEngines(cluster, {
    ...{ more: PLATFORM_IMAGES, say, signal },
    ...(cluster.simulated && { engines: [] }),
  });
  say("installing charts/shopyard");
  return installInPods({ cluster, engines, stateDir: cluster.stateDir, signal });
}

async function status(line: CommandLine, stateDir: string): Promise<number> {
  if (line.context !== undefined) {
    const { contextServer } = await import("./named-context.ts");
    const server = await contextServer(line.context);
    print(line.json ? JSON.stringify({ state: "healthy", server, context: line.context }) : `healthy: ${server}`);
    return 0;
  }
  const found = await clusterStatus(stateDir);
  print(line.json ? JSON.stringify(found) : formatStatus(found));
  return found.state === "healthy" ? 0 : 1;
}

async function env(line: CommandLine, stateDir: string): Promise<number> {
  if (line.context !== undefined) {
    const { contextKubeconfig } = await import("./named-context.ts");
    print(exportLines(await contextKubeconfig(line.context, resolve(stateDir, "context.kubeconfig"))));
    return 0;
  }
  const state = readState(stateDir);
  if (!state?.ready) throw new ClusterError(`No cluster was started in ${stateDir}: run "npm run cluster -- up".`);
  const { node, kubeconfig } = state;
  const more = directEnvironment(realNodes(state).map(({ addresses }) => addresses));
  print(exportLines(kubeconfig, resolve(dirname(kubeconfig), "bin"), node && nodeAccess(node), more));
  return 0;
}

async function load({ archives }: CommandLine, stateDir: string): Promise<number> {
  const state = readState(stateDir);
  if (!state?.ready)
    throw new ClusterError(`No cluster was started in ${stateDir}: run "npm run cluster -- up --real".`);
  const images = await Promise.all(
    archives.map(async (archive) => {
      const [ref] = (await readArchive(archive)).tags;
      if (ref === undefined) throw new ClusterError(`${archive} gives its image no name: save it with one.`);
      return { ref, archive };
    }),
  );
  const into = { node: state.node && nodeAccess(state.node), workers: state.workers?.map(workerAccess) };
  const loaded = await loadImages(into, images, { signal: abort.signal });
  for (const { ref, state: is, seconds } of loaded) print(`${ref}: ${is}, ${seconds.toFixed(1)} s`);
  return 0;
}

async function power({ power: asked }: CommandLine, stateDir: string): Promise<number> {
  if (asked === undefined) return 1;
  const { action, name } = asked;
  if (action === "stop") await stopNode(stateDir, name);
  else await startNodeAgain(stateDir, name, { signal: abort.signal });
  say(action === "stop" ? `${name} has no power` : `${name} is ready`);
  return 0;
}

async function tools(line: CommandLine): Promise<number> {
  const names = line.real ? [...CLUSTER_TOOLS, ...NODE_TOOLS] : CLUSTER_TOOLS;
  const found = await ensureTools(names, { kubernetes: line.kubernetes, signal: abort.signal });
  for (const { name, version, path, source } of found.values()) print(`${name} ${version} (${source}) ${path}`);
  say(`cache: ${cacheRoot()}`);
  return 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
