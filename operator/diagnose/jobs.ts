import { LABELS } from "@shopyard/crds/constants.ts";
import type { ErrorCode } from "@shopyard/crds/errors.ts";
import { clip } from "../reconcile/timeline.ts";
import type { Job, Pod } from "../watch/kinds.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** A Job that gave up and is not being removed. */
export const hasGivenUp = (job: Job): boolean =>
  job.metadata.deletionTimestamp === undefined && condition(job, "Failed") !== undefined;

/**
 * Why a Job gave up, or fails so far, with what its last pod left behind. `migration` is the engine's component of that
 * kind.
 */
export function diagnoseJob(job: Job, pods: readonly Pod[], migration?: string): Diagnosis | undefined {
  if (job.metadata.deletionTimestamp !== undefined || condition(job, "Complete") !== undefined) return undefined;
  const gaveUp = condition(job, "Failed");
  const failures = job.status?.failed ?? 0;
  if (gaveUp === undefined && failures === 0) return undefined;

  const last = lastFailedPod(job, pods);
  const ended = last?.status?.containerStatuses?.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  const terminated = ended?.state?.terminated;
  const cause: ErrorCode | undefined = terminated?.reason === "OOMKilled" ? "OutOfMemory" : undefined;
  const what =
    gaveUp === undefined
      ? `has failed ${failures} ${failures === 1 ? "time" : "times"} so far`
      : `failed: ${gaveUp.message ?? gaveUp.reason ?? "no reason given"}`;
  const isMigration = migration !== undefined && job.metadata.labels?.[LABELS.component] === migration;
  return {
    certainty: gaveUp === undefined ? "healing" : "fatal",
    failure: {
      code: isMigration ? "MigrationFailed" : "JobFailed",
      step: "Workloads",
      component: `Job/${job.metadata.name}`,
      message: `Job ${job.metadata.name} ${what}`,
      ...(cause && { cause }),
      ...(last && { pod: last.metadata.name }),
      ...(ended && { container: ended.name }),
      evidence: {
        podReason: clip(terminated?.reason ?? gaveUp?.reason ?? "Failed", 128),
        ...(terminated?.exitCode !== undefined && { exitCode: terminated.exitCode }),
      },
    },
  };
}

const condition = (job: Job, type: string) =>
  job.status?.conditions?.find((each) => each.type === type && each.status === "True");

const madeAt = ({ metadata }: Pod): number => Date.parse(metadata.creationTimestamp ?? "") || 0;

const lastFailedPod = (job: Job, pods: readonly Pod[]): Pod | undefined =>
  pods
    .filter(({ metadata }) => metadata.labels?.["batch.kubernetes.io/job-name"] === job.metadata.name)
    .filter(({ status }) => status?.phase === "Failed")
    .toSorted((a, b) => madeAt(b) - madeAt(a))[0];
