import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { DEPLOYMENTS, JOBS, PODS, type Resource, resourcePath, STATEFUL_SETS } from "@shopyard/kube/paths.ts";
import { diagnoseDeployment, diagnoseStatefulSet } from "../diagnose/controllers.ts";
import { hasGivenUp, hasNoPod } from "../diagnose/jobs.ts";
import { diagnosePod, jobOf } from "../diagnose/pods.ts";
import type { FreshCache } from "../watch/fresh-cache.ts";
import type { EffectContext } from "./context.ts";
import { removeObject } from "./remove-object.ts";

/**
 * Before another attempt: pods that keep failing and Jobs that gave up are removed, so that they start afresh, and
 * controllers that were refused pods are made to look again: by then they back off for up to a quarter of an hour. Of a
 * Job whose pod cannot even start the whole Job goes: it would count the pod as one that ran and failed.
 */
export async function clearFailures(store: Store, context: EffectContext): Promise<void> {
  const { caches, platform } = context;
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const failing = caches.pods.inNamespace(namespace).filter((pod) => diagnosePod(pod)?.certainty === "fatal");
  const [failed, others] = partition(
    caches.jobs.inNamespace(namespace),
    (job) => hasGivenUp(job) || failing.some((pod) => jobOf(pod) === job.metadata.name),
  );
  const pods = failing.filter((pod) => !failed.some(({ metadata }) => metadata.name === jobOf(pod)));
  const refused = caches.deployments.inNamespace(namespace).filter((each) => diagnoseDeployment(each) !== undefined);
  const podless = caches.statefulSets.inNamespace(namespace).filter((each) => diagnoseStatefulSet(each) !== undefined);
  const unbegun = others.filter(hasNoPod);
  await Promise.all([
    ...failed.map((job) => removeObject(JOBS, job, caches.jobs, context)),
    ...pods.map((pod) => removeObject(PODS, pod, caches.pods, context)),
    ...refused.map((deployment) => lookAgain(DEPLOYMENTS, deployment, caches.deployments, context)),
    ...podless.map((statefulSet) => lookAgain(STATEFUL_SETS, statefulSet, caches.statefulSets, context)),
    ...unbegun.map((job) => lookAgain(JOBS, job, caches.jobs, context)),
  ]);
}

/** A change of a workload puts it, or the ReplicaSet its annotations are copied to, back at its controller's queue. */
async function lookAgain<T extends KubeObject>(
  resource: Resource,
  { metadata: { namespace, name, uid } }: T,
  cache: FreshCache<T>,
  { client, signal, now }: EffectContext,
): Promise<void> {
  const metadata = { uid, annotations: { [ANNOTATIONS.lookAgain]: new Date(now()).toISOString() } };
  cache.wrote(await client.patch<T>(resourcePath(resource, { namespace, name }), { metadata }, { signal }));
}

const partition = <T>(items: readonly T[], holds: (item: T) => boolean): [T[], T[]] => [
  items.filter(holds),
  items.filter((item) => !holds(item)),
];
