import { LABELS } from "@shopyard/crds/constants.ts";
import type { ComponentStatus } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import type { Engine, ExpectedWorkload } from "../engines/engine.ts";
import type { Workloads } from "../reconcile/observation.ts";
import type { Job, Pod, WorkloadObject } from "../watch/kinds.ts";
import { diagnoseDeployment, diagnoseStatefulSet } from "./controllers.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { diagnoseJob } from "./jobs.ts";
import { diagnosePod } from "./pods.ts";

/** A pod that has not run to its end. */
export const hasProcesses = ({ status }: Pod): boolean => !["Succeeded", "Failed"].includes(status?.phase ?? "");

export interface WorkloadObjects {
  deployments: readonly WorkloadObject[];
  statefulSets: readonly WorkloadObject[];
  jobs: readonly Job[];
  pods: readonly Pod[];
}

/** Whether a store's parts are there, in the version that `digest` names, and ready; and if not, why. */
export function observeWorkloads(
  engine: Pick<Engine, "workloads" | "migration">,
  digest: string,
  suspended: boolean,
  objects: WorkloadObjects,
): Workloads {
  const expected = suspended ? engine.workloads.filter(({ kind }) => kind !== "Job") : engine.workloads;
  const components = expected.map((workload) => componentOf(workload, digest, suspended, objects));
  const missing = components.filter((component) => !component.ready);
  const found = suspended ? [] : diagnose(expected, engine.migration, objects);
  const leftover = suspended && objects.pods.some(hasProcesses);
  return {
    settled: missing.length === 0 && !leftover,
    // At zero as it should be, yet nothing that could be called ready.
    components: suspended
      ? components.map((component) => (component.ready ? { ...component, ready: false, reason: "Asleep" } : component))
      : components,
    waitingFor: [...missing.map((component) => component.name), ...(leftover ? ["pods to end"] : [])].join(", "),
    fatal: found.find(({ certainty }) => certainty === "fatal")?.failure,
    suspected: found[0]?.failure,
  };
}

/** What ails the parts, what is sure first; else in the order of `expected`: an engine names first what others wait for. */
function diagnose(
  expected: readonly ExpectedWorkload[],
  migration: string | undefined,
  { pods, deployments, statefulSets, jobs }: WorkloadObjects,
): Diagnosis[] {
  // A failed run of a CronJob stays until the next: what the shop does not need to serve is not what ails it.
  const found = expected.flatMap(({ component }) => {
    const look = <T extends KubeObject>(objects: readonly T[], diagnosis: (object: T) => Diagnosis | undefined) =>
      objects
        .filter(({ metadata }) => metadata.labels?.[LABELS.component] === component)
        .map(diagnosis)
        .filter((each) => each !== undefined);
    const ofPods = look(pods, diagnosePod);
    return [
      ...ofPods.filter(isSure),
      ...look(deployments, diagnoseDeployment),
      ...look(statefulSets, diagnoseStatefulSet),
      ...look(jobs, (job) => diagnoseJob(job, pods, migration)),
      ...ofPods.filter((each) => !isSure(each)),
    ];
  });
  return [...found.filter(isSure), ...found.filter((each) => !isSure(each))];
}

const isSure = ({ certainty }: Diagnosis): boolean => certainty !== "vague";

function componentOf(
  { kind, component }: ExpectedWorkload,
  digest: string,
  suspended: boolean,
  objects: WorkloadObjects,
): ComponentStatus {
  const current = (object: WorkloadObject | Job) =>
    object.metadata.labels?.[LABELS.component] === component && object.metadata.annotations?.[LABELS.digest] === digest;
  const restarts = objects.pods
    .filter((pod) => pod.metadata.labels?.[LABELS.component] === component)
    .flatMap((pod) => pod.status?.containerStatuses ?? [])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  const result = (name: string, ready: boolean, reason: string): ComponentStatus => ({
    kind,
    name,
    ready,
    restarts,
    ...(!ready && { reason }),
  });
  if (kind === "Job") {
    const jobs = objects.jobs.filter(current);
    const job = jobs.find(isComplete) ?? jobs[0];
    if (job === undefined) return result(component, false, "Missing");
    return result(job.metadata.name, isComplete(job), "Running");
  }
  const workload = (kind === "Deployment" ? objects.deployments : objects.statefulSets).find(current);
  if (workload === undefined) return result(component, false, "Missing");
  // Somebody may have scaled it by hand: a part without pods serves nobody.
  if (!suspended && workload.spec?.replicas === 0) return result(workload.metadata.name, false, "ScaledToZero");
  return result(workload.metadata.name, isRolledOut(workload), "RollingOut");
}

function isRolledOut({ metadata, spec, status }: WorkloadObject): boolean {
  const wanted = spec?.replicas ?? 1;
  return (
    (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    (status?.replicas ?? 0) === wanted &&
    (wanted === 0 || (status?.updatedReplicas === wanted && status.readyReplicas === wanted))
  );
}

const isComplete = (job: Job): boolean =>
  job.status?.conditions?.some(({ type, status }) => type === "Complete" && status === "True") ?? false;
