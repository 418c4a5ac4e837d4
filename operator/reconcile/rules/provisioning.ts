import { isTrue } from "../conditions.ts";
import type { Observation } from "../observation.ts";
import type { Rule } from "./rule.ts";
import { releaseCurrent } from "./steady.ts";

/** Milliseconds since the epoch at which the time in slots is used up. */
const deadline = (o: Observation): number =>
  Date.parse(o.store.status?.slotSince ?? "") + o.limits.maxProvisionMs - (o.store.status?.slotMs ?? 0);

const namespaceCurrent = (o: Observation): boolean =>
  o.namespace !== undefined && !o.namespace.terminating && o.store.status?.namespace?.uid === o.namespace.uid;

/** With a slot in hand: each step in order, the first that is not done. */
export const provisioningRules: readonly Rule[] = [
  // Begun by an operator that is gone: what it used counts, what passed without one does not.
  (o) => (Date.parse(o.store.status?.slotSince ?? "") < o.since ? { type: "Resume" } : undefined),
  // Time is up: the likeliest reason is what people need to read.
  (o) => {
    if (o.now < deadline(o)) return undefined;
    const suspected = o.workloads.fatal ?? o.workloads.suspected;
    const used = `${Math.round(o.limits.maxProvisionMs / 1000)} s are over`;
    return {
      type: "FailAttempt",
      final: true,
      failure: {
        code: "DeadlineExceeded",
        step: isTrue(o.store.status, "ReleaseApplied") ? "Workloads" : "Release",
        message: `${used}; not ready: ${o.workloads.waitingFor}${suspected ? ` (${suspected.message})` : ""}`,
        ...(suspected?.component !== undefined && { component: suspected.component }),
        ...(suspected?.evidence !== undefined && { evidence: suspected.evidence }),
      },
    };
  },
  // Lost in mid-flight to a deletion by hand: its successor cannot be made before it is gone.
  (o) => (o.namespace?.terminating ? { type: "Wait", at: deadline(o) } : undefined),
  (o) => (namespaceCurrent(o) ? undefined : { type: "EnsureNamespace" }),
  (o) =>
    "policiesDigest" in o.desired && o.store.status?.policiesDigest === o.desired.policiesDigest
      ? undefined
      : { type: "EnsurePolicies" },
  (o) => (isTrue(o.store.status, "CredentialsReady") ? undefined : { type: "EnsureCredentials" }),
  (o) => (releaseCurrent(o) ? undefined : { type: "ApplyRelease" }),
  (o) => (o.workloads.settled ? { type: "MarkReady" } : undefined),
  // What waiting will not heal ends the attempt.
  (o) =>
    o.workloads.fatal === undefined
      ? undefined
      : {
          type: "FailAttempt",
          failure: o.workloads.fatal,
          final: (o.store.status?.attempts ?? 0) >= o.limits.maxAttempts,
        },
  (o) => ({ type: "ObserveWorkloads", at: deadline(o) }),
];
