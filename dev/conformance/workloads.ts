import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { DEPLOYMENTS, JOBS, resourcePath, STATEFUL_SETS } from "@shopyard/kube/paths.ts";
import { workloadsOfSize } from "../../operator/engines/engine.ts";
import type { Job, WorkloadObject } from "../../operator/watch/kinds.ts";
import type { Bench } from "./bench.ts";
import { componentOf, isServing, listIn, podsOf } from "./cluster-facts.ts";
import { ContractError, hold } from "./outcome.ts";

const RESOURCES = { Deployment: DEPLOYMENTS, StatefulSet: STATEFUL_SETS } as const;

/** The engine's Deployments or StatefulSets as they are. */
export async function workloadsOf(bench: Bench, kind: keyof typeof RESOURCES): Promise<WorkloadObject[]> {
  const components = workloadsOfSize(bench.engine, "small").filter((each) => each.kind === kind);
  const found = await listIn<WorkloadObject>(bench.admin, RESOURCES[kind], bench.namespace);
  return components.map(({ component }) => {
    const object = found.find((each) => componentOf(each) === component);
    if (object === undefined) throw new ContractError(`there is no ${kind} of component ${component}`);
    return object;
  });
}

/** Jobs of the chart, without sales. */
export const jobsOf = async ({ admin, namespace }: Bench): Promise<Job[]> =>
  (await listIn<Job>(admin, JOBS, namespace)).filter((job) => componentOf(job) !== "sale");

/**
 * Every Deployment and StatefulSet has all the pods it wants, ready. Pods are counted, since a controller may not have
 * noticed yet that they are gone.
 */
export async function isUp(bench: Bench): Promise<boolean> {
  const all = [...(await workloadsOf(bench, "Deployment")), ...(await workloadsOf(bench, "StatefulSet"))];
  const serving = (await podsOf(bench.admin, bench.namespace)).filter(isServing);
  return all.every((workload) => {
    const { metadata, spec, status } = workload;
    const wanted = spec?.replicas ?? 1;
    const ready = serving.filter((pod) => componentOf(pod) === componentOf(workload)).length;
    const observed = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
    return observed && wanted > 0 && ready >= wanted && status?.readyReplicas === wanted;
  });
}

/** Sets the replicas of a StatefulSet, as an autoscaler would: what a person scales by hand the operator puts back. */
export async function scale(bench: Bench, { metadata }: KubeObject, replicas: number): Promise<void> {
  const path = resourcePath(STATEFUL_SETS, { namespace: bench.namespace, name: metadata.name });
  await bench.admin.patch(`${path}/scale`, { spec: { replicas } });
}

/** The references of the images that a component's pods were told to run. */
export async function imagesOfEntry(bench: Bench): Promise<string[]> {
  const deployments = await listIn<
    WorkloadObject & { spec: { template: { spec: { containers: { image: string }[] } } } }
  >(bench.admin, DEPLOYMENTS, bench.namespace);
  const entry = deployments.find((each) => componentOf(each) === bench.engine.entry.component);
  hold(entry !== undefined, `no Deployment has the label ${LABELS.component}=${bench.engine.entry.component}`);
  return entry.spec.template.spec.containers.map(({ image }) => image);
}
