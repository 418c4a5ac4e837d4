import type { Failure } from "../reconcile/failure.ts";
import { clip } from "../reconcile/timeline.ts";
import type { ContainerStatus, Pod } from "../watch/kinds.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** Restarts after which a crash is no longer the usual waiting for a neighbour that is still starting. */
const CRASHES_TOLERATED = 3;

/** What ails a pod; undefined where nothing does, or it only waits for its init container. */
export function diagnosePod(pod: Pod): Diagnosis | undefined {
  if (pod.metadata.deletionTimestamp !== undefined || pod.status?.phase === "Succeeded") return undefined;
  const own = pod.status?.containerStatuses ?? [];
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...own];
  for (const status of statuses) {
    const found = diagnoseContainer(pod, status);
    if (found !== undefined) return found;
  }
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === "PodScheduled");
  if (scheduled?.status === "False" && scheduled.reason === "Unschedulable") {
    const why = scheduled.message ?? "no node fits";
    const code = /persistentvolumeclaim|volume/i.test(why) ? "VolumePending" : "Unschedulable";
    return {
      certainty: "healing",
      failure: failure(pod, code, `${nameOf(pod)} has no node: ${why}`, { podReason: "Unschedulable" }),
    };
  }
  return diagnoseStart(pod, statuses) ?? diagnoseReadiness(pod, own);
}

/** The name of the Job whose pod it is. */
export const jobOf = ({ metadata }: Pod): string | undefined => metadata.labels?.["batch.kubernetes.io/job-name"];

function diagnoseContainer(pod: Pod, status: ContainerStatus): Diagnosis | undefined {
  const waiting = status.state?.waiting;
  const terminated = status.state?.terminated ?? status.lastState?.terminated;
  const evidence = {
    ...(waiting?.reason !== undefined && { podReason: clip(waiting.reason, 128) }),
    ...(terminated?.exitCode !== undefined && { exitCode: terminated.exitCode }),
  };
  const found = (...[certainty, code, what]: [Diagnosis["certainty"], Failure["code"], string]): Diagnosis => ({
    certainty,
    failure: {
      ...failure(pod, code, `Container ${status.name} of ${nameOf(pod)}${what}`, evidence),
      container: status.name,
    },
  });
  const ifOften = status.restartCount >= CRASHES_TOLERATED ? "fatal" : "healing";
  switch (waiting?.reason) {
    case "ImagePullBackOff":
    case "InvalidImageName":
    case "ErrImageNeverPull":
      return found("fatal", "ImagePullFailed", `: ${waiting.message ?? waiting.reason}`);
    case "ErrImagePull":
      return found("healing", "ImagePullFailed", `: ${waiting.message ?? waiting.reason}`);
    case "CreateContainerConfigError":
    case "CreateContainerError":
      return found("healing", "ContainerConfig", `: ${waiting.message ?? waiting.reason}`);
    default:
  }
  // What it once ran out of is no trouble to a container that serves again.
  if (terminated?.reason === "OOMKilled" && status.restartCount > 0 && !status.ready) {
    evidence.podReason = "OOMKilled";
    return found(ifOften, "OutOfMemory", ` ran out of memory ${status.restartCount} times`);
  }
  if (waiting?.reason === "CrashLoopBackOff") {
    const code = terminated?.exitCode === undefined ? "" : ` with exit code ${terminated.exitCode}`;
    return found(ifOften, "CrashLoop", ` crashed ${status.restartCount} times${code}`);
  }
  return undefined;
}

/** A pod that has a node on which none of its containers has begun: only Events tell why. */
function diagnoseStart(pod: Pod, statuses: readonly ContainerStatus[]): Diagnosis | undefined {
  const placed = pod.status?.conditions?.some(({ type, status }) => type === "PodScheduled" && status === "True");
  if (!placed || !statuses.every(({ state }) => state?.waiting !== undefined)) return undefined;
  const podReason = clip(statuses[0]?.state?.waiting?.reason ?? "Pending", 128);
  return {
    certainty: "vague",
    failure: failure(pod, "WorkloadsNotReady", `${nameOf(pod)} has a node and has not started`, { podReason }),
  };
}

/** A container that runs and does not pass its startup or readiness probe; it may have begun just now. A Job's has none. */
function diagnoseReadiness(pod: Pod, own: readonly ContainerStatus[]): Diagnosis | undefined {
  const unready = own.find(({ state, ready }) => state?.running !== undefined && !ready);
  if (unready === undefined || jobOf(pod) !== undefined) return undefined;
  const podReason = unready.started === false ? "NotStarted" : "NotReady";
  const message = `Container ${unready.name} of ${nameOf(pod)} runs and is not ready`;
  return {
    certainty: "vague",
    failure: { ...failure(pod, "ProbeFailing", message, { podReason }), container: unready.name },
  };
}

const nameOf = (pod: Pod): string => `Pod/${pod.metadata.name}`;

const failure = (pod: Pod, code: Failure["code"], message: string, evidence: Failure["evidence"]): Failure => ({
  code,
  step: "Workloads",
  component: nameOf(pod),
  message,
  evidence,
});
