import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { JOBS, PODS } from "@shopyard/kube/paths.ts";
import { diagnosePod } from "../diagnose/pods.ts";
import { diagnoseJob } from "../diagnose/workloads.ts";
import type { EffectContext } from "./context.ts";
import { removeObject } from "./remove-object.ts";

/** Before another attempt: pods that keep failing and Jobs that gave up are removed, so that they start afresh. */
export async function clearFailures(store: Store, context: EffectContext): Promise<void> {
  const { caches, platform } = context;
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const pods = caches.pods.inNamespace(namespace).filter((pod) => diagnosePod(pod)?.fatal);
  const jobs = caches.jobs.inNamespace(namespace).filter((job) => diagnoseJob(job) !== undefined);
  await Promise.all([
    ...jobs.map((job) => removeObject(JOBS, job, caches.jobs, context)),
    ...pods.map((pod) => removeObject(PODS, pod, caches.pods, context)),
  ]);
}
