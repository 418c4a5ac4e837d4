/** What status tells of a store whose parts are all ready, in the release that was asked for or in the one before. */

import { LIMITS } from "@shopyard/crds/constants.ts";
import type { ErrorCode } from "@shopyard/crds/errors.ts";
import type { StoreStatus } from "@shopyard/crds/store.ts";
import { setCondition } from "./conditions.ts";
import type { Outcome } from "./outcome.ts";
import type { StatusDraft } from "./status-draft.ts";

type BecameReady = Extract<Outcome, { type: "BecameReady" }>;

export function becameReady(outcome: BecameReady, draft: StatusDraft): void {
  const { status } = draft;
  draft.workloads(outcome.workloads);
  draft.endEntries(outcome.suspended ? "Every pod has ended" : "Every part is ready");
  draft.leaveQueue();
  if (outcome.suspended) draft.step("Sells", "False", "Suspended", "Asleep: nothing can be bought");
  // The host may be another than when the round began: of the release before, or of a spec that went back.
  draft.addresses(outcome);
  if (outcome.suspended) draft.forgetCertificate(outcome.url, "Asleep: the address is not asked");
  if (outcome.rolledBack) {
    rolledBack(outcome, draft);
    return;
  }
  if (status.lastError !== undefined) status.lastError.resolvedAt ??= draft.time();
  delete status.rejected;
  const message = messageOf(outcome, status);
  serving(outcome, draft, message);
  draft.settle(outcome.suspended ? "Suspended" : "Ready", "True", message);
  const waking = outcome.suspended ? undefined : wakingSeconds(status, draft.now);
  status.readyAt = draft.time();
  if (!outcome.suspended) keepStable(status);
  draft.moment(
    "Workloads",
    outcome.suspended ? "StoreSuspended" : "StoreReady",
    waking === undefined || waking.over ? message : `${message}, ${waking.seconds} s after it was woken`,
  );
}

/** The release before serves again: Ready for customers, stalled for whoever asked for another. */
function rolledBack(outcome: BecameReady, draft: StatusDraft): void {
  const { status } = draft;
  const { rejected, stable, lastError } = status;
  const version = stable?.appVersion ?? "the earlier release";
  const sameVersion = rejected?.appVersion === version;
  const resized = sameVersion && rejected.size !== stable?.size;
  const what = resized ? `Size ${rejected.size}` : sameVersion ? "The change" : (rejected?.appVersion ?? "The change");
  const why = rejected === undefined ? "" : ` (${rejected.code})`;
  const message = `${what} did not come up${why} and was taken back: ${version}${resized ? `, ${stable?.size},` : ""} serves${since(status)}`;
  serving(outcome, draft, message);
  if (stable !== undefined) status.engineVersion = stable.appVersion;
  const same = lastError?.code === rejected?.code;
  draft.warn({
    code: "UpgradeRolledBack",
    step: lastError?.step ?? "Workloads",
    message: same ? `${message}. It said: ${lastError?.message ?? ""}` : message,
    // Codes in status are those that stood in a failure.
    ...(rejected !== undefined && { cause: ((same && lastError?.cause) || rejected.code) as ErrorCode }),
    ...(lastError?.component !== undefined && { component: lastError.component }),
    ...(lastError?.evidence !== undefined && { evidence: lastError.evidence }),
  });
  // It was Ready on this data: what was begun is over, and the next change has a way back.
  delete status.migrationBegan;
  delete status.copy;
  delete status.restore;
  draft.settle("RolledBack", "True", message);
  setCondition(status, "Stalled", "True", "UpgradeRolledBack", message, draft.now);
  status.readyAt = draft.time();
}

/** What customers did meanwhile is not there any more, and has to be told. */
const since = ({ restore }: StoreStatus): string =>
  restore === undefined
    ? ""
    : ` with its data of ${restore.time}, from before the migration. Orders since then are not in it: they are in what the failed change left, which is kept in the database until the next change of version`;

function serving({ suspended, simulated }: BecameReady, draft: StatusDraft, message: string): void {
  const reason = suspended ? "Suspended" : simulated ? "Simulated" : "Serving";
  draft.step("Serving", suspended ? "False" : "True", reason, message);
}

function messageOf({ suspended, simulated }: BecameReady, status: StoreStatus): string {
  if (suspended) return "Asleep: no pods run, data is kept";
  return simulated ? "Ready on simulated nodes: nothing can be sold" : `Ready at ${status.url ?? "its address"}`;
}

/** What a later change goes back to when it fails; the one before becomes history. */
function keepStable(status: StoreStatus): void {
  const { release, stable } = status;
  delete status.migrationBegan;
  delete status.copy;
  delete status.restore;
  if (release === undefined) return;
  // One of the same version and size is no place to go back to.
  if (stable !== undefined && (stable.appVersion !== release.appVersion || stable.size !== release.size)) {
    status.history = [stable, ...(status.history ?? [])].slice(0, LIMITS.history);
  }
  status.stable = release;
}

/** Seconds that the last waking took, or has taken until `now`; undefined where the timeline knows of none. */
export function wakingSeconds(
  { events = [] }: StoreStatus,
  now: number,
): { seconds: number; over: boolean } | undefined {
  const woken = events.findLast(({ reason }) => reason === "StoreWaking");
  if (woken === undefined) return undefined;
  const ready = events.find(({ reason, seq }) => reason === "StoreReady" && seq > woken.seq);
  const until = ready === undefined ? now : Date.parse(ready.time);
  return { seconds: Math.round((until - Date.parse(woken.time)) / 1000), over: ready !== undefined };
}
