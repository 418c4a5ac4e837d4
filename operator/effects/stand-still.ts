import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { CRON_JOBS, DEPLOYMENTS, JOBS, resourcePath } from "@shopyard/kube/paths.ts";
import { isRestore } from "../diagnose/restore.ts";
import type { WorkloadObject } from "../watch/kinds.ts";
import type { EffectContext } from "./context.ts";
import { removeObject } from "./remove-object.ts";

/**
 * Ends all of a shop that could write to its database while that is being replaced, the failed migration first of all:
 * code of one version on data of another may migrate it by itself. helm scales and resumes it again. Deployments come
 * last, since by them is seen whether all of it was done.
 */
export async function standStill(store: Store, context: EffectContext): Promise<void> {
  const { client, caches, platform, signal } = context;
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const labelSelector = `${LABELS.yard}=${platform.yard},${LABELS.store}=${store.metadata.name}`;
  const path = resourcePath(CRON_JOBS, { namespace });
  const { items: cronJobs } = await client.list<KubeObject>(path, { signal, query: { labelSelector } });
  for (const { metadata } of cronJobs) {
    const { name, uid } = metadata;
    await client.patch(resourcePath(CRON_JOBS, { namespace, name }), halted(uid, { suspend: true }), { signal });
  }
  const jobs = caches.jobs.inNamespace(namespace).filter((job) => !isRestore(job));
  await Promise.all(jobs.map((job) => removeObject(JOBS, job, caches.jobs, context)));
  for (const { metadata, spec } of caches.deployments.inNamespace(namespace)) {
    if (spec?.replicas === 0) continue;
    const { name, uid } = metadata;
    const patch = halted(uid, { replicas: 0 });
    caches.deployments.wrote(
      await client.patch<WorkloadObject>(resourcePath(DEPLOYMENTS, { namespace, name }), patch, { signal }),
    );
  }
}

/** No longer as the release has it, and marked as such: helm must not take it for applied. */
const halted = (uid: string | undefined, spec: object) => ({
  metadata: { uid, annotations: { [LABELS.digest]: "halted" } },
  spec,
});
