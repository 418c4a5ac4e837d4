import { FIELD_MANAGER, LABELS, type SaleMode } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { JOBS, resourcePath } from "@shopyard/kube/paths.ts";
import { buildSaleJob, SALE } from "../build/sale-job.ts";
import type { Engine } from "../engines/engine.ts";
import type { Job } from "../watch/kinds.ts";
import type { EffectContext } from "./context.ts";
import { removeObject } from "./remove-object.ts";

/** Starts the sale of the release that is there; sales of earlier releases are taken away, with their pods. */
export async function startSale(
  store: Store,
  engine: Engine,
  version: string,
  mode: SaleMode,
  context: EffectContext,
): Promise<void> {
  const { client, caches, platform, signal } = context;
  const revision = store.status?.release?.revision ?? 0;
  const job = buildSaleJob(store, engine, { version, revision, mode }, platform);
  const { namespace, name } = job.metadata;
  try {
    const made = await client.create<Job>(resourcePath(JOBS, { namespace }), job, {
      signal,
      query: { fieldManager: FIELD_MANAGER },
    });
    caches.jobs.wrote(made);
  } catch (error) {
    // Made by an operator that could not say so any more: it is the same sale.
    if (!isConflict(error)) throw error;
  }
  const earlier = caches.jobs
    .inNamespace(namespace)
    .filter(({ metadata }) => metadata.labels?.[LABELS.component] === SALE && metadata.name !== name);
  await Promise.all(earlier.map((old) => removeObject(JOBS, old, caches.jobs, context)));
}
