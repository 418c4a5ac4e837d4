import type { SaleMode } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { buildSaleJob } from "../build/sale-job.ts";
import type { Engine } from "../engines/engine.ts";
import type { EffectContext } from "./context.ts";
import { removeEarlierJobs, startJob } from "./start-job.ts";

/** Starts the sale of the release that is there; sales of earlier releases are taken away, with their pods. */
export async function startSale(
  store: Store,
  engine: Engine,
  version: string,
  mode: SaleMode,
  context: EffectContext,
): Promise<void> {
  const revision = store.status?.release?.revision ?? 0;
  const job = buildSaleJob(store, engine, { version, revision, mode }, context.platform);
  await startJob(job, context);
  await removeEarlierJobs(job, context);
}
