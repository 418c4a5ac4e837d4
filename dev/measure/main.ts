/** `npm run measure`: time to first order, cold and warm, and what an idle store takes. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@shopyard/crds/store.ts";
import { createKubeClient, type KubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import { crdFiles } from "../cluster/crd-files.ts";
import { startCluster } from "../cluster/up.ts";
import { waitUntil } from "../cluster/wait-until.ts";
import { ensureImages } from "../images/ensure-images.ts";
import { loadImages } from "../node/load-images.ts";
import { imagesOfEngines, nodeSettings } from "../platform/node-settings.ts";
import { type RunningPlatform, startPlatform } from "../platform/start-platform.ts";
import { HELP, type MeasureArguments, parseMeasureArguments } from "./arguments.ts";
import { spansOf } from "./first-order.ts";
import { footprintOf } from "./footprint.ts";
import { footprintTable, imageTable, spanTable, storesTable } from "./tables.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (line: string) => process.stdout.write(`${line}\n`);
/** Kubelet reads its figures every ten seconds or so; a store is idle some time after its last request. */
const IDLE_MS = 60_000;
const PATIENCE_MS = 1_800_000;

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort(new Error("interrupted")));

try {
  const args = parseMeasureArguments(process.argv.slice(2));
  if (args === undefined) process.stdout.write(HELP);
  else await measure(args);
} catch (error) {
  say(`measure: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = abort.signal.aborted ? 130 : 1;
}
process.exit();

async function measure(args: MeasureArguments): Promise<void> {
  const engine = builtInEngines.get(args.engine);
  if (engine === undefined) {
    throw new Error(`no engine "${args.engine}"; there is: ${[...builtInEngines.keys()].join(", ")}`);
  }
  const { signal } = abort;
  const names = imagesOfEngines([engine]);
  const images = await ensureImages(names, { signal });
  const folder = mkdtempSync(join(tmpdir(), "shopyard-measure-"));
  const owned: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const cluster = await startCluster({ real: true, stateDir: join(folder, "cluster"), crds: crdFiles(), signal });
    owned.unshift(() => cluster.stop());
    if (cluster.node === undefined) throw new Error("the cluster has no real node");
    const admin = createKubeClient(loadKubeConfig({ file: cluster.kubeconfig }));
    const platform = await startPlatform({
      kubeconfig: cluster.kubeconfig,
      helm: cluster.bin.helm,
      env: cluster.env,
      stateDir: folder,
      simulated: false,
      signal,
      operatorEnv: {
        ...nodeSettings(cluster.node),
        ENGINES: engine.name,
        MAX_CONCURRENT_PROVISIONS: String(args.slots),
        MAX_PROVISION_SECONDS: "1800",
      },
      serverEnv: { CREATES_PER_MINUTE: "1000", OWN_STORES_LIMIT: "1000" },
    });
    owned.unshift(() => platform.stop());

    const loadStart = performance.now();
    const loaded = await loadImages(cluster, [...images.values()], { signal });
    const loadSeconds = (performance.now() - loadStart) / 1000;
    const first = await bringUp(admin, platform, "first", args.engine);
    const second = await bringUp(admin, platform, "second", args.engine);
    const spans = {
      first: await spansOf(admin, first),
      second: await spansOf(admin, second),
    };
    print(`## Time to the first order: ${engine.title} ${engine.defaultVersion}, size small\n`);
    print(
      imageTable(
        loaded.map((each) => ({ ...each, bytes: bytesOf(images, each.ref) })),
        loadSeconds,
      ),
    );
    print(spanTable(spans));

    say(`waiting ${IDLE_MS / 1000} s for the stores to be idle`);
    const idleFrom = Date.now() + IDLE_MS;
    const namespace = second.status?.namespace?.name ?? "";
    const { name: node } = cluster.node;
    await waitUntil(async () => Date.now() > idleFrom && (await footprintOf(admin, node, namespace)).length > 0, {
      what: "kubelet's figures",
      timeoutMs: IDLE_MS + 120_000,
      everyMs: 1_000,
      signal,
    });
    const footprint = await footprintOf(admin, node, namespace);
    print("## An idle store\n");
    print(footprintTable(footprint));

    const deletion = performance.now();
    for (const store of [first, second]) await admin.delete(pathOf(platform, store.metadata.name));
    for (const { metadata } of [first, second]) {
      await waitUntil(async () => (await admin.get(pathOf(platform, metadata.name))) === undefined, {
        what: `${metadata.name} to be gone`,
        timeoutMs: PATIENCE_MS,
        everyMs: 200,
        signal,
      });
    }
    const deleteSeconds = (performance.now() - deletion) / 1000;
    print(`Two stores deleted at once were gone after ${deleteSeconds.toFixed(1)} s.\n`);

    const many: Store[] = [];
    if (args.stores > 0) {
      const began = Date.now();
      const all = Array.from({ length: args.stores }, (_, index) => `many-${index + 1}`);
      for (const name of all) await create(admin, platform, name, args.engine);
      for (const name of all) many.push(await untilSettled(admin, platform, name));
      print(`## ${args.stores} stores at once, ${args.slots} slots: ${Math.round((Date.now() - began) / 1000)} s\n`);
      print(storesTable(many));
    }
    if (args.json)
      print(
        JSON.stringify({
          loadSeconds,
          spans,
          footprint,
          deleteSeconds,
          stores: many.map(({ status }) => status?.phase),
        }),
      );
    if (many.some(({ status }) => status?.phase !== "Ready")) process.exitCode = 1;
  } finally {
    for (const end of owned) await end();
  }
}

function bytesOf(images: Awaited<ReturnType<typeof ensureImages>>, ref: string): number {
  const found = [...images.values()].find((image) => ref.endsWith(`/${image.ref}`));
  return found === undefined ? 0 : statSync(found.archive).size;
}

async function bringUp(admin: KubeClient, platform: RunningPlatform, name: string, engine: string): Promise<Store> {
  say(`bringing up ${name}`);
  await create(admin, platform, name, engine);
  const store = await untilSettled(admin, platform, name);
  if (store.status?.phase !== "Ready") throw new Error(`${name} is ${store.status?.phase}: ${store.status?.message}`);
  return store;
}

function pathOf({ storesNamespace: namespace }: RunningPlatform, name: string): string {
  return resourcePath(STORES, { namespace, name });
}

async function create(admin: KubeClient, platform: RunningPlatform, name: string, engine: string): Promise<void> {
  await admin.apply(
    pathOf(platform, name),
    {
      apiVersion: "shopyard.dev/v1alpha1",
      kind: "Store",
      metadata: { name, namespace: platform.storesNamespace },
      spec: { engine },
    },
    { fieldManager: "measure" },
  );
}

async function untilSettled(admin: KubeClient, platform: RunningPlatform, name: string): Promise<Store> {
  let store: Store | undefined;
  await waitUntil(
    async () => {
      store = await admin.get<Store>(pathOf(platform, name));
      return store?.status?.phase === "Ready" || store?.status?.phase === "Failed";
    },
    { what: `${name} to be Ready or Failed`, timeoutMs: PATIENCE_MS, everyMs: 200, signal: abort.signal },
  );
  if (store === undefined) throw new Error(`${name} is gone`);
  return store;
}
