/** What becomes of a store when an attempt has failed: another attempt, the way back, or an end that says why. */
import { ERRORS } from "@shopyard/crds/errors.ts";
import type { Action } from "../action.ts";
import { isTrue } from "../conditions.ts";
import { causedBy, type Failure } from "../failure.ts";
import type { Observation } from "../observation.ts";
import { migrated } from "../target.ts";

/** Steps that leave the old release as it was. */
const BEFORE_THE_RELEASE: readonly string[] = ["Queue", "Namespace", "Policies", "Credentials"];

/** `final`: there will be no other attempt, whatever failed. */
export function afterFailure(o: Observation, failure: Failure, final: boolean): Action {
  if (!final && ERRORS[failure.code].retryable) return { type: "FailAttempt", failure, final: false };
  const { status } = o.store;
  // The data is whatever it is: nobody may go on from it by himself.
  if (status?.restore?.state === "Begun") return { type: "MarkStuck", failure };
  if (o.rollback !== undefined) {
    const message = `${o.rollback.appVersion} did not come back: ${failure.message}`;
    return { type: "FailAttempt", failure: { ...causedBy(failure), code: "RollbackFailed", message }, final: true };
  }
  if (canGoBack(o, failure)) {
    const untouched =
      BEFORE_THE_RELEASE.includes(failure.step) &&
      status?.release?.digest === status?.stable?.digest &&
      isTrue(status, "ReleaseApplied");
    if (untouched) return { type: "RejectChange", failure };
    if (status?.slotSince !== undefined) return { type: "BeginRollback", failure };
  }
  const { asked } = o;
  if (asked !== undefined && status?.stable !== undefined && migrated(o.store, asked)) {
    const copy = status.slotSince !== undefined && leadsBack(o, failure) ? o.restorable : undefined;
    return copy === undefined ? { type: "MarkStuck", failure } : { type: "BeginRestore", copy, failure };
  }
  return { type: "FailAttempt", failure, final: true };
}

/** Whether the release that was Ready last can serve again, on the data as it is. */
const canGoBack = (o: Observation, failure: Failure): boolean =>
  o.asked !== undefined && !migrated(o.store, o.asked) && leadsBack(o, failure);

/** Whether there is a release that was Ready last, and the namespace it was in. */
function leadsBack(o: Observation, failure: Failure): boolean {
  const { status, spec } = o.store;
  const { stable, namespace } = status ?? {};
  if (stable?.revision === undefined || o.asked === undefined) return false;
  if (failure.code === "NamespaceTaken" || failure.code === "NamespaceRelabelled") return false;
  return (
    // To wake up or to fall asleep is no change that could be taken back.
    spec.suspended !== true &&
    stable.digest !== o.asked.digest &&
    // In a new namespace nothing of it is left.
    namespace !== undefined &&
    namespace.uid === o.namespace?.uid &&
    o.namespace.ours
  );
}
