import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { JOBS, PODS, type Resource, resourcePath } from "@shopyard/kube/paths.ts";
import { diagnosePod } from "../diagnose/pods.ts";
import { diagnoseJob } from "../diagnose/workloads.ts";
import type { FreshCache } from "../watch/fresh-cache.ts";
import type { EffectContext } from "./context.ts";

/** Before another attempt: pods that keep failing and Jobs that gave up are removed, so that they start afresh. */
export async function clearFailures(store: Store, context: EffectContext): Promise<void> {
  const { caches, platform } = context;
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const pods = caches.pods.inNamespace(namespace).filter((pod) => diagnosePod(pod)?.fatal);
  const jobs = caches.jobs.inNamespace(namespace).filter((job) => diagnoseJob(job) !== undefined);
  await Promise.all([
    ...jobs.map((job) => remove(JOBS, job, caches.jobs, context)),
    ...pods.map((pod) => remove(PODS, pod, caches.pods, context)),
  ]);
}

async function remove<T extends KubeObject>(
  resource: Resource,
  object: T,
  cache: FreshCache<T>,
  context: EffectContext,
) {
  const { namespace, name, uid } = object.metadata;
  await context.client.delete(resourcePath(resource, { namespace, name }), {
    propagationPolicy: "Background",
    signal: context.signal,
    ...(uid && { uid }),
  });
  cache.removed(object);
}
