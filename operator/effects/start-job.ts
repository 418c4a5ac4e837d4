import { FIELD_MANAGER, LABELS } from "@shopyard/crds/constants.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { JOBS, resourcePath } from "@shopyard/kube/paths.ts";
import type { buildStoreJob } from "../build/store-job.ts";
import type { Job } from "../watch/kinds.ts";
import type { EffectContext } from "./context.ts";
import { removeObject } from "./remove-object.ts";

type StoreJob = ReturnType<typeof buildStoreJob>;

/** Starts a Job; one of its name is the same work, of an operator that could not say so any more. */
export async function startJob(job: StoreJob, { client, caches, signal }: EffectContext): Promise<void> {
  const path = resourcePath(JOBS, { namespace: job.metadata.namespace });
  try {
    caches.jobs.wrote(await client.create<Job>(path, job, { signal, query: { fieldManager: FIELD_MANAGER } }));
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

/** Takes away the Jobs of the same component but this one, with their pods. */
export async function removeEarlierJobs({ metadata: job }: StoreJob, context: EffectContext): Promise<void> {
  const { jobs } = context.caches;
  const earlier = jobs
    .inNamespace(job.namespace)
    .filter(
      ({ metadata }) =>
        metadata.labels?.[LABELS.component] === job.labels[LABELS.component] && metadata.name !== job.name,
    );
  await Promise.all(earlier.map((old) => removeObject(JOBS, old, jobs, context)));
}
