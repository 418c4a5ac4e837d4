import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { buildPart } from "../build/build-part.ts";
import { crdFiles } from "../cluster/crd-files.ts";
import { findFreePorts, requireFreePort } from "../cluster/free-ports.ts";
import { acquireLock } from "../cluster/processes/file-lock.mjs";
import { openCluster } from "../cluster/provider.ts";
import { loadEngines } from "../platform/load-engines.ts";
import { nodeSettings } from "../platform/node-settings.ts";
import { startPlatform } from "../platform/start-platform.ts";
import { type DemoArguments, HELP, parseDemoArguments } from "./arguments.ts";
import { runOnce } from "./once.ts";

const STATE = fileURLToPath(new URL("../../.shopyard/demo", import.meta.url));
const say = (line: string) => process.stderr.write(`${line}\n`);

const abort = new AbortController();
const interrupted = new Promise<void>((resolve) =>
  abort.signal.addEventListener("abort", () => resolve(), { once: true }),
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => abort.abort(new Error("interrupted")));

try {
  const args = parseDemoArguments(process.argv.slice(2));
  if (args === undefined) process.stdout.write(HELP);
  else await demo(args);
} catch (error) {
  if (abort.signal.aborted) {
    say("interrupted; everything that was started has been ended");
    process.exitCode = 130;
  } else {
    say(`demo: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
// A keep-alive socket of fetch must not hold the terminal.
process.exit();

async function demo(args: DemoArguments): Promise<void> {
  const start = Date.now();
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  const lock = await acquireLock(join(STATE, "lock"), {
    signal: abort.signal,
    onWait: (pid) => say(`waiting for another demo of this checkout to end (process ${pid})`),
  });
  const owned: (() => Promise<void>)[] = [async () => lock.release()];
  try {
    const clientDir = args.once ? undefined : await buildPart("client", say);
    const built = seconds(start);
    const cluster = await openCluster({
      crds: crdFiles(),
      real: args.real,
      signal: abort.signal,
      ...(args.context !== undefined && { context: args.context }),
    });
    // A cluster that was up before stays up.
    if (!("reused" in cluster && cluster.reused)) owned.unshift(() => cluster.stop());
    const clusterUp = seconds(start) - built;
    const wanted = args.once ? [args.engine] : undefined;
    const engines = args.real ? await loadEngines(cluster, { engines: wanted, say, signal: abort.signal }) : [];
    const imagesLoaded = seconds(start) - built - clusterUp;
    const port = await choosePort(args);
    const platform = await startPlatform({
      kubeconfig: cluster.kubeconfig,
      helm: cluster.bin.helm,
      ...(cluster.env && { env: cluster.env }),
      stateDir: STATE,
      simulated: cluster.simulated,
      operatorEnv: { ...(cluster.node && nodeSettings(cluster.node)), ENGINES: engines.join(",") },
      port,
      signal: abort.signal,
      ...(clientDir && { clientDir }),
    });
    owned.unshift(() => platform.stop());
    const platformUp = seconds(start) - built - clusterUp - imagesLoaded;
    const images = args.real ? `images ${imagesLoaded.toFixed(1)} s, ` : "";
    say(
      `cluster (${cluster.provider}) ${clusterUp.toFixed(1)} s, ${images}rights, operator and server ${platformUp.toFixed(1)} s`,
    );
    if (args.once) {
      const { server, storesNamespace } = platform;
      const summary = await runOnce({
        ...{ server: server.url, kubeconfig: cluster.kubeconfig, storesNamespace, signal: abort.signal },
        ...{ engine: args.engine, name: args.name, say },
        ...(args.wait && { untilDone }),
      });
      if (args.json) {
        const times = {
          cluster: clusterUp,
          ...(args.real && { images: imagesLoaded }),
          platform: platformUp,
          create: summary.seconds,
          delete: summary.deleteSeconds,
          total: seconds(start),
        };
        process.stdout.write(`${JSON.stringify({ ...summary, times: rounded(times) }, round)}\n`);
      } else {
        const { name, seconds: took, events, deleteSeconds, simulated, order } = summary;
        const sold = simulated ? "; simulated nodes, so nothing was sold" : order === null ? "" : `; order ${order}`;
        process.stdout.write(
          `${name}: Ready in ${took.toFixed(1)} s, ${events} timeline entries, gone in ${deleteSeconds.toFixed(1)} s, nothing left${sold}\n`,
        );
      }
      return;
    }
    process.stdout.write(`Shopyard's dashboard: ${platform.server.url}\n`);
    say(`GraphQL and its playground: ${platform.server.url}/graphql`);
    if (cluster.node) say(`shops answer at http://<name>.localhost:${cluster.node.ingress.port}`);
    if (cluster.simulated) say("The nodes are simulated: stores come up, but nothing can be bought there.");
    say(`kubectl: export KUBECONFIG=${cluster.kubeconfig}`);
    say(`logs: ${STATE}; Ctrl-C ends all of it`);
    await interrupted;
    say("stopping");
  } finally {
    for (const end of owned) await end().catch((error: unknown) => say(`while stopping: ${String(error)}`));
  }
}

/** Enter, or the end of standard input. */
async function untilDone(): Promise<void> {
  say("press Enter to delete it");
  const input = createInterface({ input: process.stdin });
  await Promise.race([once(input, "line"), once(input, "close"), interrupted]);
  input.close();
}

async function choosePort(args: DemoArguments): Promise<number> {
  if (args.port !== undefined) {
    await requireFreePort(args.port);
    return args.port;
  }
  const [free = 0] = await findFreePorts(1);
  if (args.once) return free;
  return requireFreePort(4000).then(
    () => 4000,
    () => free,
  );
}

function seconds(since: number): number {
  return (Date.now() - since) / 1000;
}
function rounded(times: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(times).map(([part, value]) => [part, Math.round(value * 10) / 10]));
}
function round(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Math.round(value * 10) / 10 : value;
}
