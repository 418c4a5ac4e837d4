import type { Store } from "@shopyard/crds/store.ts";
import { buildRestoreJob } from "../build/restore-job.ts";
import type { Engine } from "../engines/engine.ts";
import type { EffectContext } from "./context.ts";
import { removeEarlierJobs, startJob } from "./start-job.ts";

/** Starts putting the copy `key` in the place of the shop's data; Jobs of earlier tries are taken away, with their pods. */
export async function startRestore(
  store: Store,
  engine: Engine,
  how: { version: string; key: string },
  context: EffectContext,
): Promise<void> {
  const job = buildRestoreJob(store, engine, how, context.platform);
  await removeEarlierJobs(job, context);
  await startJob(job, context);
}
