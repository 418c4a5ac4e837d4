/** What status tells of a shop's data while the copy from before a migration takes its place. */
import type { Outcome } from "./outcome.ts";
import type { StatusDraft } from "./status-draft.ts";
import { turnBack } from "./summarize-failure.ts";
import { openEntry } from "./timeline.ts";

/** The way back begins: first the data, then the release. */
export function restoreBegun(
  { copy, failure, rejected }: Extract<Outcome, { type: "RestoreBegun" }>,
  draft: StatusDraft,
): void {
  const { status } = draft;
  turnBack(rejected, failure, draft);
  status.restore = { ...copy, state: "Begun" };
  const to = status.stable?.appVersion ?? "the release before";
  draft.progress("Upgrading", `Going back to ${to} and its data of ${copy.time}: ${failure.message}`);
  draft.step("Serving", "False", "Restoring", "The shop stands still while its data is put back");
}

export function restoreStarted(draft: StatusDraft): void {
  if (openEntry(draft.status, "Release") !== undefined) return;
  const { time } = draft.status.restore ?? {};
  draft.begin("Release", "DataRestore", `Putting back the data of ${time ?? "before"}, from before the migration`);
}

/** From here on it is a way back like any other. */
export function dataRestored(draft: StatusDraft): void {
  const { status } = draft;
  if (status.restore !== undefined) status.restore.state = "Done";
  delete status.migrationBegan;
  delete status.copy;
  draft.endEntries(`The data of ${status.restore?.time ?? "before"} is back; orders since then are not in it`);
  draft.startOver();
  draft.step("ReleaseApplied", "False", "RollingBack", "To be taken back");
}
