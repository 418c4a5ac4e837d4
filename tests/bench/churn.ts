import type { Store } from "@shopyard/crds/store.ts";
import { ListWatch } from "@shopyard/kube/list-watch.ts";
import { resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { operatorMetrics } from "./operator-metrics.ts";
import { type ProcessFigures, processFigures } from "./process-figures.ts";
import { openWorld, type World } from "./world.ts";

/** The operator's process after so many stores came and went. */
export interface ChurnSample extends ProcessFigures {
  cycles: number;
  heapBytes: number;
}

export interface ChurnFigures {
  cycles: number;
  seconds: number;
  samples: ChurnSample[];
  /** Objects in the database that were not there before the first store. */
  left: string[];
  /** What the operator itself still holds for stores that are gone. */
  held: Record<"stores" | "queue" | "slotsInUse" | "slotsWaiting", number>;
  retries: number;
}

const CYCLE_MS = 600_000;
const SAMPLES = 10;
/** Kept for an hour or for as long as somebody leads, whatever stores do. */
const PASSING = ["/registry/events/", "/registry/leases/", "/registry/masterleases/"];

export async function benchChurn(
  { cycles, atOnce, slots, engine }: { cycles: number; atOnce: number; slots: number; engine: string },
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<ChurnFigures> {
  const operatorEnv = { MAX_CONCURRENT_PROVISIONS: String(slots) };
  const world = await openWorld({ maxStores: atOnce + 10, operatorEnv, signal });
  const stores = watchStores(world);
  try {
    await stores.whenSynced(signal);
    // What the first store brings once and for all is no leftover of a thousand.
    await world.bringUp("first", engine);
    await remove(world, stores, "first", signal);
    const before = new Set(await objectsIn(world));
    const samples = [await sample(world, 0)];
    const began = performance.now();
    let begun = 0;
    let ended = 0;
    const lane = async () => {
      while (begun < cycles) {
        begun += 1;
        const name = `c-${begun}`;
        await world.bringUp(name, engine);
        await remove(world, stores, name, signal);
        ended += 1;
        if (ended % Math.ceil(cycles / SAMPLES) !== 0) continue;
        samples.push(await sample(world, ended));
        say(`${ended} of ${cycles} after ${Math.round((performance.now() - began) / 1000)} s`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    const seconds = (performance.now() - began) / 1000;
    if (samples.at(-1)?.cycles !== cycles) samples.push(await sample(world, cycles));
    const left = await untilClean(world, before, signal);
    const metric = await operatorMetrics(world.platform.operator.url);
    return {
      ...{ cycles, seconds, samples, left },
      held: {
        stores: metric("shopyard_operator_stores"),
        queue: metric("shopyard_operator_queue_depth"),
        slotsInUse: metric("shopyard_operator_slots_in_use"),
        slotsWaiting: metric("shopyard_operator_slots_waiting"),
      },
      retries: metric("shopyard_operator_queue_retries_total"),
    };
  } finally {
    await stores.stop();
    await world.close();
  }
}

function watchStores({ admin, platform }: World): ListWatch<Store> {
  const watch = new ListWatch<Store>({
    ...{ client: admin, resource: STORES, namespace: platform.storesNamespace },
    log: { warn() {}, debug() {} },
  });
  watch.start();
  return watch;
}

async function remove({ admin, platform }: World, stores: ListWatch<Store>, name: string, signal: AbortSignal) {
  const namespace = platform.storesNamespace;
  await admin.delete(resourcePath(STORES, { namespace, name }));
  const gone = async () => !stores.items.has(`${namespace}/${name}`);
  await waitUntil(gone, { what: `${name} to be gone`, timeoutMs: CYCLE_MS, everyMs: 100, signal });
}

async function sample({ platform: { operator } }: World, cycles: number): Promise<ChurnSample> {
  const metric = await operatorMetrics(operator.url);
  return { cycles, ...processFigures(operator.process.pid ?? 0), heapBytes: metric("nodejs_heap_size_used_bytes") };
}

const objectsIn = async ({ etcd }: World): Promise<string[]> =>
  (await etcd.keys("/registry/")).filter((key) => !PASSING.some((folder) => key.startsWith(folder)));

/** What is left once the provisioner, who removes volumes after their claims, had its time. */
async function untilClean(world: World, before: ReadonlySet<string>, signal: AbortSignal): Promise<string[]> {
  const left = async () => (await objectsIn(world)).filter((key) => !before.has(key));
  const clean = async () => (await left()).length === 0;
  await waitUntil(clean, { what: "volumes to go", timeoutMs: 60_000, everyMs: 1_000, signal }).catch(() => undefined);
  return left();
}
