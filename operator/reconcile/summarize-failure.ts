/** What status tells of an attempt that failed, and of a change that was given up. */
import { ERRORS } from "@shopyard/crds/errors.ts";
import { type ReadyReason, setCondition } from "./conditions.ts";
import { causedBy, type Failure } from "./failure.ts";
import type { Outcome } from "./outcome.ts";
import type { StatusDraft } from "./status-draft.ts";
import type { Asked } from "./target.ts";

export function attemptFailed(
  { failure, final, retryInMs, retryToken }: Extract<Outcome, { type: "AttemptFailed" }>,
  draft: StatusDraft,
): void {
  const status = draft.status;
  if (status.slotSince !== undefined) {
    // Clocks may be set back; status takes no negative count.
    status.slotMs = (status.slotMs ?? 0) + Math.max(0, draft.now - Date.parse(status.slotSince));
  }
  draft.leaveQueue();
  if (retryToken !== undefined) status.lastHandledRetry = retryToken;
  draft.endEntries();
  const stop = final || !ERRORS[failure.code].retryable;
  if (stop) {
    setCondition(status, "Ready", "False", "Failed" satisfies ReadyReason, failure.message, draft.now);
    setCondition(
      status,
      "Reconciling",
      "False",
      failure.code,
      "Given up until the spec changes or a retry is asked for",
      draft.now,
    );
    setCondition(status, "Stalled", "True", failure.code, failure.message, draft.now);
  } else {
    status.notBefore = new Date(draft.now + retryInMs).toISOString();
    status.queuedAt = draft.time();
    draft.progress(draft.roundReason("Queued"), `Attempt ${status.attempts ?? 0} failed: ${failure.message}`);
  }
  draft.warn(failure);
  if (!stop) draft.begin("Queue", "BackingOff", `Next attempt in ${Math.round(retryInMs / 1000)} s`);
}

/** The way back begins. */
export function rollbackBegun(
  { failure, rejected }: Extract<Outcome, { type: "RollbackBegun" }>,
  draft: StatusDraft,
): void {
  const { status } = draft;
  turnBack(rejected, failure, draft);
  draft.step("ReleaseApplied", "False", "RollingBack", "To be taken back");
  draft.progress("Upgrading", `Going back to ${status.stable?.appVersion ?? "the release before"}: ${failure.message}`);
}

/** Nothing of the release was touched: it serves on, as after a rollback. */
export function changeRejected(
  { failure, rejected, ...addresses }: Extract<Outcome, { type: "ChangeRejected" }>,
  draft: StatusDraft,
): void {
  const { status } = draft;
  draft.addresses(addresses);
  reject(rejected, failure, draft);
  draft.endEntries();
  draft.leaveQueue();
  const message = `${failure.message}. ${status.stable?.appVersion ?? "The release before"} serves on`;
  draft.warn({ ...failure, message });
  draft.settle("RolledBack", "True", message);
  setCondition(status, "Stalled", "True", failure.code, message, draft.now);
  if (status.stable !== undefined) status.engineVersion = status.stable.appVersion;
}

const SERVES = {
  new: "The new version answers",
  old: "The version before answers still",
  nobody: "Nobody answers",
} as const;

/** Neither forward nor back: it stays as it is, and says who answers. */
export function upgradeStuck(
  { failure, rejected, serving }: Extract<Outcome, { type: "UpgradeStuck" }>,
  draft: StatusDraft,
): void {
  const { status } = draft;
  reject(rejected, failure, draft);
  draft.endEntries();
  draft.leaveQueue();
  delete status.restore;
  const from = status.stable?.appVersion ?? "the version before";
  const message = `${rejected.appVersion} did not come up after its migration had begun (from ${from}). ${SERVES[serving]}, the data is kept. It said: ${failure.message}`;
  draft.step("Serving", "False", "UpgradeStuck", message);
  draft.settle("Degraded", "False", message);
  setCondition(status, "Stalled", "True", "UpgradeStuck", message, draft.now);
  draft.warn({ ...causedBy(failure), code: "UpgradeStuck", message });
}

/** From a failed change to the way back, in the slot that it holds, with time and attempts of its own. */
export function turnBack(rejected: Asked, failure: Failure, draft: StatusDraft): void {
  reject(rejected, failure, draft);
  draft.endEntries();
  draft.warn(failure);
  draft.startOver();
}

/** What was asked for is not tried again by itself. */
function reject({ digest, appVersion, size }: Asked, { code }: Failure, draft: StatusDraft): void {
  draft.status.rejected = { digest, appVersion, size, code, time: draft.time() };
}
