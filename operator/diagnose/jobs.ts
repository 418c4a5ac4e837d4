import { LABELS } from "@shopyard/crds/constants.ts";
import type { ErrorCode } from "@shopyard/crds/errors.ts";
import { clip } from "../reconcile/timeline.ts";
import type { Job, Pod } from "../watch/kinds.ts";
import { COPY } from "./copy.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { jobOf } from "./pods.ts";

/** A Job that gave up and is not being removed. */
export const hasGivenUp = (job: Job): boolean =>
  job.metadata.deletionTimestamp === undefined && condition(job, "Failed") !== undefined;

/** A Job without a pod that runs or ran: only Events tell why. */
export const hasNoPod = ({ spec, status }: Job): boolean =>
  !spec?.suspend && (status?.active ?? 0) + (status?.succeeded ?? 0) + (status?.failed ?? 0) === 0;

/**
 * Why a Job gave up, fails so far, or has not ended, with what its last pod left behind. `migration` is the engine's
 * component of that kind.
 */
export function diagnoseJob(job: Job, pods: readonly Pod[], migration?: string): Diagnosis | undefined {
  if (job.metadata.deletionTimestamp !== undefined || condition(job, "Complete") !== undefined) return undefined;
  const failures = job.status?.failed ?? 0;
  if (!hasGivenUp(job) && failures === 0) return unfinished(job, pods);

  const gaveUp = condition(job, "Failed");
  const last = latestPod(job, pods, ["Failed"]);
  const { initContainerStatuses = [], containerStatuses = [] } = last?.status ?? {};
  const ended = [...initContainerStatuses, ...containerStatuses].find(
    ({ state }) => (state?.terminated?.exitCode ?? 0) !== 0,
  );
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
      code: !isMigration ? "JobFailed" : ended?.name === COPY ? "CopyFailed" : "MigrationFailed",
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

function unfinished(job: Job, pods: readonly Pod[]): Diagnosis {
  const component = `Job/${job.metadata.name}`;
  const running = latestPod(job, pods, ["Running"]);
  const message = `${component} ${hasNoPod(job) ? "has no pod" : "has not ended"}`;
  const pod = running && { pod: running.metadata.name };
  return { certainty: "vague", failure: { code: "WorkloadsNotReady", step: "Workloads", component, message, ...pod } };
}

const condition = (job: Job, type: string) =>
  job.status?.conditions?.find((each) => each.type === type && each.status === "True");

const madeAt = ({ metadata }: Pod): number => Date.parse(metadata.creationTimestamp ?? "") || 0;

const latestPod = (job: Job, pods: readonly Pod[], phases: readonly string[]): Pod | undefined =>
  pods
    .filter((pod) => jobOf(pod) === job.metadata.name && phases.includes(pod.status?.phase ?? ""))
    .toSorted((a, b) => madeAt(b) - madeAt(a))[0];
