/** What ails a part that has no pods which could say so. */
import { clip } from "../reconcile/timeline.ts";
import type { WorkloadObject } from "../watch/kinds.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { refusalOf } from "./refusal.ts";

/** A Deployment whose pods the API server refuses. A policy that does stays until a person acts; quota may become free. */
export function diagnoseDeployment(deployment: WorkloadObject): Diagnosis | undefined {
  const refused = deployment.status?.conditions?.find(
    ({ type, status }) => type === "ReplicaFailure" && status === "True",
  );
  if (refused === undefined) return diagnoseScale("Deployment", deployment);
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

/** A StatefulSet that somebody scaled to zero, or that lacks pods: only Events tell why it does. */
export function diagnoseStatefulSet(statefulSet: WorkloadObject): Diagnosis | undefined {
  const { metadata, spec, status } = statefulSet;
  const wanted = spec?.replicas ?? 1;
  const made = status?.replicas ?? 0;
  return made < wanted
    ? vague(`StatefulSet/${metadata.name}`, `has ${made} of ${wanted} pods`)
    : diagnoseScale("StatefulSet", statefulSet);
}

const diagnoseScale = (kind: string, { metadata, spec }: WorkloadObject): Diagnosis | undefined =>
  spec?.replicas === 0 ? vague(`${kind}/${metadata.name}`, "is scaled to zero") : undefined;

const vague = (component: string, what: string): Diagnosis => ({
  certainty: "vague",
  failure: { code: "WorkloadsNotReady", step: "Workloads", component, message: `${component} ${what}` },
});
