import type { Failure } from "../reconcile/failure.ts";
import { clip } from "../reconcile/timeline.ts";
import type { ContainerStatus, Pod } from "../watch/kinds.ts";

/** Restarts after which a crash is no longer the usual waiting for a neighbour that is still starting. */
const CRASHES_TOLERATED = 3;

/** What ails a pod: `fatal` when waiting will not heal it. */
export interface PodDiagnosis {
  failure: Failure;
  fatal: boolean;
}

export function diagnosePod(pod: Pod): PodDiagnosis | undefined {
  if (pod.metadata.deletionTimestamp !== undefined || pod.status?.phase === "Succeeded") return undefined;
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const status of statuses) {
    const found = diagnoseContainer(pod, status);
    if (found !== undefined) return found;
  }
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === "PodScheduled");
  if (scheduled?.status === "False" && scheduled.reason === "Unschedulable") {
    const why = scheduled.message ?? "no node fits";
    const code = /persistentvolumeclaim|volume/i.test(why) ? "VolumePending" : "Unschedulable";
    return {
      fatal: false,
      failure: failure(pod, code, `${nameOf(pod)} has no node: ${why}`, { podReason: "Unschedulable" }),
    };
  }
  return undefined;
}

function diagnoseContainer(pod: Pod, status: ContainerStatus): PodDiagnosis | undefined {
  const waiting = status.state?.waiting;
  const terminated = status.state?.terminated ?? status.lastState?.terminated;
  const evidence = {
    ...(waiting?.reason !== undefined && { podReason: clip(waiting.reason, 128) }),
    ...(terminated?.exitCode !== undefined && { exitCode: terminated.exitCode }),
  };
  const where = `Container ${status.name} of ${nameOf(pod)}`;
  const failed = (...[code, message, found]: [Failure["code"], string, Failure["evidence"]]): Failure => ({
    ...failure(pod, code, message, found),
    container: status.name,
  });
  switch (waiting?.reason) {
    case "ImagePullBackOff":
    case "InvalidImageName":
    case "ErrImageNeverPull":
      return {
        fatal: true,
        failure: failed("ImagePullFailed", `${where}: ${waiting.message ?? waiting.reason}`, evidence),
      };
    case "ErrImagePull":
      return {
        fatal: false,
        failure: failed("ImagePullFailed", `${where}: ${waiting.message ?? waiting.reason}`, evidence),
      };
    case "CreateContainerConfigError":
    case "CreateContainerError":
      return {
        fatal: false,
        failure: failed("ContainerConfig", `${where}: ${waiting.message ?? waiting.reason}`, evidence),
      };
    default:
  }
  if (terminated?.reason === "OOMKilled" && status.restartCount > 0) {
    const found = failed("OutOfMemory", `${where} ran out of memory ${status.restartCount} times`, {
      ...evidence,
      podReason: "OOMKilled",
    });
    return { fatal: status.restartCount >= CRASHES_TOLERATED, failure: found };
  }
  if (waiting?.reason === "CrashLoopBackOff") {
    const code = terminated?.exitCode === undefined ? "" : ` with exit code ${terminated.exitCode}`;
    const found = failed("CrashLoop", `${where} crashed ${status.restartCount} times${code}`, evidence);
    return { fatal: status.restartCount >= CRASHES_TOLERATED, failure: found };
  }
  return undefined;
}

const nameOf = (pod: Pod): string => `Pod/${pod.metadata.name}`;

const failure = (pod: Pod, code: Failure["code"], message: string, evidence: Failure["evidence"]): Failure => ({
  code,
  step: "Workloads",
  component: nameOf(pod),
  message: clip(message),
  evidence,
});
