import { FIELD_MANAGER, LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { JOBS, resourcePath } from "@shopyard/kube/paths.ts";
import { buildRestoreJob } from "../build/restore-job.ts";
import { type Engine, RESTORE } from "../engines/engine.ts";
import type { Job } from "../watch/kinds.ts";
import type { EffectContext } from "./context.ts";
import { removeObject } from "./remove-object.ts";

/** Starts putting the copy `key` in the place of the shop's data; Jobs of earlier tries are taken away, with their pods. */
export async function startRestore(
  store: Store,
  engine: Engine,
  how: { version: string; key: string },
  context: EffectContext,
): Promise<void> {
  const { client, caches, platform, signal } = context;
  const job = buildRestoreJob(store, engine, how, platform);
  const { namespace, name } = job.metadata;
  const earlier = caches.jobs
    .inNamespace(namespace)
    .filter(({ metadata }) => metadata.labels?.[LABELS.component] === RESTORE && metadata.name !== name);
  await Promise.all(earlier.map((old) => removeObject(JOBS, old, caches.jobs, context)));
  try {
    const made = await client.create<Job>(resourcePath(JOBS, { namespace }), job, {
      signal,
      query: { fieldManager: FIELD_MANAGER },
    });
    caches.jobs.wrote(made);
  } catch (error) {
    // Made by an operator that could not say so any more: it is the same work.
    if (!isConflict(error)) throw error;
  }
}
