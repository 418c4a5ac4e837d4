/** What ails a part that has no pods which could say so. */
import { clip } from "../reconcile/timeline.ts";
import type { Job, WorkloadObject } from "../watch/kinds.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { refusalOf } from "./refusal.ts";

/** A Deployment whose pods the API server refuses. A policy that does stays until a person acts; quota may become free. */
export function diagnoseDeployment(deployment: WorkloadObject): Diagnosis | undefined {
  const refused = deployment.status?.conditions?.find(
    ({ type, status }) => type === "ReplicaFailure" && status === "True",
  );
  if (refused === undefined) return undefined;
  const why = refused.message ?? refused.reason ?? "no reason given";
  const code = refusalOf(why) ?? "ApiRefused";
  return {
    certainty: code === "PolicyDenied" ? "fatal" : "healing",
    failure: {
      code,
      step: "Workloads",
      component: `Deployment/${deployment.metadata.name}`,
      message: `Deployment ${deployment.metadata.name} cannot make its pods: ${why}`,
      evidence: { podReason: clip(refused.reason ?? "ReplicaFailure", 128) },
    },
  };
}

/** A StatefulSet that lacks pods: only Events tell why. */
export function diagnoseStatefulSet({ metadata, spec, status }: WorkloadObject): Diagnosis | undefined {
  const wanted = spec?.replicas ?? 1;
  const made = status?.replicas ?? 0;
  return made < wanted ? podless(`StatefulSet/${metadata.name}`, `has ${made} of ${wanted} pods`) : undefined;
}

/** A Job that has not begun: only Events tell why. */
export function diagnosePodlessJob({ metadata, spec, status }: Job): Diagnosis | undefined {
  const begun = (status?.active ?? 0) + (status?.succeeded ?? 0) + (status?.failed ?? 0) > 0;
  const ended = status?.conditions?.some(({ type, status }) => type !== "Suspended" && status === "True");
  return begun || ended || spec?.suspend ? undefined : podless(`Job/${metadata.name}`, "has no pod");
}

const podless = (component: string, what: string): Diagnosis => ({
  certainty: "vague",
  failure: { code: "WorkloadsNotReady", step: "Workloads", component, message: `${component} ${what}` },
});
