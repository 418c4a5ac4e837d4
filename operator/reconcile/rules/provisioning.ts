import type { Action } from "../action.ts";
import { findCondition, isTrue } from "../conditions.ts";
import { causedBy, type Failure } from "../failure.ts";
import type { Observation } from "../observation.ts";
import { deadline } from "./deadline.ts";
import { afterFailure } from "./give-up.ts";
import { releaseCurrent } from "./namespace.ts";
import { restoreRule } from "./restore.ts";
import type { Rule } from "./rule.ts";
import { slowAt, slowerRule } from "./slower.ts";

/** When to look again though nothing has changed. */
const lookAt = (o: Observation): number => Math.min(deadline(o), slowAt(o) ?? Number.POSITIVE_INFINITY);

const namespaceCurrent = (o: Observation): boolean =>
  o.namespace !== undefined && !o.namespace.terminating && o.store.status?.namespace?.uid === o.namespace.uid;

/** Whether it is known if somebody can buy in this release, or that nobody tries. */
const saleTold = (o: Observation): boolean => {
  const sells = findCondition(o.store.status, "Sells")?.status;
  return sells === "True" || sells === "Unknown";
};

const failAttempt = (o: Observation, failure: Failure): Action =>
  afterFailure(o, failure, (o.store.status?.attempts ?? 0) >= o.limits.maxAttempts);

/** With a slot in hand: each step in order, the first that is not done. */
export const provisioningRules: readonly Rule[] = [
  // Begun by an operator that is gone: what it used counts, what passed without one does not.
  (o) => (Date.parse(o.store.status?.slotSince ?? "") < o.since ? { type: "Resume" } : undefined),
  // Before anything that could end the attempt: the way back depends on it. The Job of the release that it leads to runs
  // again on the way, and begins nothing.
  (o) => {
    const { migrationBegan, copy } = o.store.status ?? {};
    const told = migrationBegan === true && (o.copy === undefined || o.copy.key === copy?.key);
    return o.migrating && !told && o.rollback === undefined ? { type: "RecordMigration", copy: o.copy } : undefined;
  },
  restoreRule,
  // Time is up: the likeliest reason is what people need to read.
  (o) => {
    if (o.now < deadline(o)) return undefined;
    const suspected = o.workloads.fatal ?? o.workloads.suspected;
    const selling = o.workloads.settled && o.sale.state === "running";
    const used = `${Math.round(o.limits.maxProvisionMs / 1000)} s are over`;
    const failure: Failure = {
      ...(suspected !== undefined && causedBy(suspected)),
      code: "DeadlineExceeded",
      step: selling ? "Sale" : isTrue(o.store.status, "ReleaseApplied") ? "Workloads" : "Release",
      message: `${used}; not ready: ${selling ? "the sale" : o.workloads.waitingFor}${suspected ? ` (${suspected.message})` : ""}`,
    };
    return afterFailure(o, failure, true);
  },
  // Lost in mid-flight to a deletion by hand. Its successor cannot be made before it is gone: others may use the slot.
  (o) => (o.namespace?.terminating ? { type: "Queue", because: "NamespaceLost" } : undefined),
  (o) => (namespaceCurrent(o) ? undefined : { type: "EnsureNamespace" }),
  (o) =>
    "policiesDigest" in o.desired && o.store.status?.policiesDigest === o.desired.policiesDigest
      ? undefined
      : { type: "EnsurePolicies", grow: true },
  (o) => (isTrue(o.store.status, "CredentialsReady") ? undefined : { type: "EnsureCredentials" }),
  (o) => {
    if (releaseCurrent(o)) return undefined;
    return o.rollback === undefined ? { type: "ApplyRelease" } : { type: "RollBack", to: o.rollback };
  },
  slowerRule,
  // Everything runs: can somebody buy?
  (o) => {
    if (!o.workloads.settled || o.store.spec.suspended || !("sale" in o.desired) || saleTold(o)) return undefined;
    const { sale: mode } = o.desired;
    if (mode === "Simulated" || mode === "NotProbed") return { type: "SkipSale", because: mode };
    switch (o.sale.state) {
      case "absent":
        return { type: "StartSale", mode };
      case "running":
        return { type: "Wait", at: lookAt(o) };
      case "passed":
        return { type: "RecordSale", mode, steps: o.sale.steps, order: o.sale.order };
      case "failed":
        return failAttempt(o, o.sale.failure);
    }
  },
  (o) => (o.workloads.settled ? { type: "MarkReady" } : undefined),
  // What waiting will not heal ends the attempt.
  (o) => (o.workloads.fatal === undefined ? undefined : failAttempt(o, o.workloads.fatal)),
  (o) => ({ type: "ObserveWorkloads", at: lookAt(o) }),
];
