import { findCondition } from "../conditions.ts";
import { isCertificateTold } from "../summarize-certificate.ts";
import { clip } from "../timeline.ts";
import { surplusRule } from "./host.ts";
import { isBuilt, releaseCurrent } from "./namespace.ts";
import type { Rule } from "./rule.ts";

const built: (rule: Rule) => Rule = (rule) => (o) => (isBuilt(o) && releaseCurrent(o) ? rule(o) : undefined);

/** What a part that fails looks like in its first moments: told at once, and told again when more is known. */
const isVague = (code: string | undefined): boolean => code === "WorkloadsNotReady" || code === "ProbeFailing";
/** It is no longer so, or another rule had spoken. */
const isOver = (code: string | undefined): boolean => code === "NamespaceRelabelled";

/** A store that was built and needs no helm: keep its policies, and say honestly whether it serves. */
export const steadyRules: readonly Rule[] = [
  // New limits of the platform reach stores without a roll-out; what a roll-out needed beside it is given back.
  built((o) => {
    if (!("policiesDigest" in o.desired)) return undefined;
    const grown = findCondition(o.store.status, "PoliciesReady")?.reason === "Grown";
    const current = o.store.status?.policiesDigest === o.desired.policiesDigest;
    return !current || (grown && o.workloads.settled) ? { type: "EnsurePolicies", grow: false } : undefined;
  }),
  // What others changed of ours is put back before its consequences are told.
  built((o) => (o.drifted.length > 0 ? { type: "RepairDrift" } : undefined)),
  built((o) => {
    const degraded = o.store.status?.phase === "Degraded";
    if (o.workloads.settled) return degraded ? { type: "MarkReady" } : undefined;
    const failure = o.workloads.fatal ?? o.workloads.suspected;
    const told = o.store.status?.lastError?.code;
    if (degraded && !isOver(told) && (failure === undefined || isVague(failure.code) || !isVague(told))) {
      return { type: "ObserveWorkloads" };
    }
    return {
      type: "MarkDegraded",
      failure: failure ?? {
        code: "WorkloadsNotReady",
        step: "Workloads",
        message: `not ready: ${o.workloads.waitingFor}`,
      },
    };
  }),
  built((o) => {
    const { route, store } = o;
    if (route === undefined || store.spec.suspended) return undefined;
    const routed = findCondition(store.status, "Routed");
    const told = routed?.status === (route.answers ? "True" : "False") && routed.message === clip(route.detail);
    return told && isCertificateTold(store.status, route.certificate) ? undefined : { type: "RecordRoute", route };
  }),
  built(surplusRule),
  built(() => ({ type: "ObserveWorkloads" })),
];
