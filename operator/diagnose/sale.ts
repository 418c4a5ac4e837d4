import { LIMITS } from "@shopyard/crds/constants.ts";
import { z } from "zod";
import type { Failure } from "../reconcile/failure.ts";
import type { ObservedSale } from "../reconcile/observation.ts";
import { clip } from "../reconcile/timeline.ts";
import type { Job, Pod } from "../watch/kinds.ts";
import { diagnoseJob, hasGivenUp } from "./jobs.ts";
import { diagnosePod, jobOf } from "./pods.ts";
import { readReport } from "./report.ts";

const step = z.string().min(1).max(32);
const milliseconds = z.number().min(0).max(86_400_000);

/** What a sale program writes as its termination message (docs/engines.md, "The sale"). */
const report = z.object({
  steps: z.array(z.object({ step, ms: milliseconds })).max(LIMITS.saleSteps),
  order: z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(64)).optional(),
  failed: z.object({ step, ms: milliseconds.optional(), evidence: z.string() }).optional(),
});

/** How the sale of a release stands, from its Job and that Job's pod. */
export function observeSale(jobName: string, jobs: readonly Job[], pods: readonly Pod[]): ObservedSale {
  const job = jobs.find(({ metadata }) => metadata.name === jobName);
  if (job === undefined) return { state: "absent" };
  const pod = pods.find((each) => jobOf(each) === jobName);
  const ended = pod?.status?.containerStatuses?.[0]?.state?.terminated;
  const told = ended?.message === undefined ? undefined : readReport(report, ended.message);
  const component = pod === undefined ? `Job/${jobName}` : `Pod/${pod.metadata.name}`;
  const failed = (message: string, evidence: Failure["evidence"] = {}): ObservedSale => ({
    state: "failed",
    failure: { code: "SaleFailed", step: "Sale", component, container: "sale", message, evidence },
  });

  if (ended?.exitCode === 0) {
    if (told !== undefined && told.failed === undefined) {
      return {
        state: "passed",
        steps: told.steps.map(({ step, ms }) => ({ step, durationMs: Math.round(ms) })),
        order: told.order,
      };
    }
    return failed(
      "the sale ended well but did not say what it did: its termination message is not the report it has to be",
    );
  }
  if (told?.failed !== undefined) {
    const done = told.steps.map(({ step }) => step).join(", ");
    return failed(
      `the step "${told.failed.step}" failed${done === "" ? "" : ` (done: ${done})`}: ${told.failed.evidence}`,
      {
        podReason: "SaleFailed",
        exitCode: ended?.exitCode ?? 1,
      },
    );
  }
  const stuck = pod && diagnosePod(pod);
  if (stuck?.certainty === "fatal") return { state: "failed", failure: { ...stuck.failure, step: "Sale" } };
  const gaveUp = hasGivenUp(job) ? diagnoseJob(job, pods)?.failure : undefined;
  if (gaveUp === undefined && ended === undefined) return { state: "running" };
  const how = ended === undefined ? "" : `${ended.reason ?? "ended"}, exit code ${ended.exitCode ?? "unknown"}`;
  return failed(`the sale ended without a report: ${gaveUp?.message ?? how}`, {
    podReason: clip(ended?.reason ?? gaveUp?.evidence?.podReason ?? "Failed", 128),
    ...(ended?.exitCode !== undefined && { exitCode: ended.exitCode }),
  });
}
