/** How far it is with putting the copy of a shop's data back. */
import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { type Engine, RESTORE } from "../engines/engine.ts";
import type { ObservedRestore } from "../reconcile/observation.ts";
import type { Job, Pod, WorkloadObject } from "../watch/kinds.ts";
import { diagnoseJob, hasGivenUp } from "./jobs.ts";
import { hasProcesses } from "./workloads.ts";

export const isRestore = ({ metadata }: KubeObject): boolean => metadata.labels?.[LABELS.component] === RESTORE;

interface Surroundings {
  jobs: readonly Job[];
  pods: readonly Pod[];
  deployments: readonly WorkloadObject[];
}

/** The state of the Job of that name; before there is one, whether the shop stands still enough for it. */
export function observeRestore(engine: Engine, jobName: string, around: Surroundings): ObservedRestore {
  if (engine.restore === undefined) {
    const message = `this operator knows no way to put a copy of ${engine.name}'s data back`;
    return { state: "failed", failure: { code: "JobFailed", step: "Release", message } };
  }
  const { jobs, pods, deployments } = around;
  const job = jobs.find(({ metadata }) => metadata.name === jobName);
  if (job !== undefined) {
    const complete = job.status?.conditions?.some(({ type, status }) => type === "Complete" && status === "True");
    if (complete) return { state: "passed" };
    const gaveUp = hasGivenUp(job) ? diagnoseJob(job, pods)?.failure : undefined;
    return gaveUp === undefined ? { state: "running" } : { state: "failed", failure: { ...gaveUp, step: "Release" } };
  }
  const works = deployments.some(({ spec }) => spec?.replicas !== 0) || jobs.some((each) => !isRestore(each));
  if (works) return { state: "shop-runs" };
  const staying = engine.workloads.filter(({ kind }) => kind === "StatefulSet").map(({ component }) => component);
  const ends = pods.some(
    (pod) => hasProcesses(pod) && !isRestore(pod) && !staying.includes(pod.metadata.labels?.[LABELS.component] ?? ""),
  );
  return { state: ends ? "shop-ends" : "shop-stands-still" };
}
