/** What status tells of a store's namespace: made, lost, waited for, held, gone. */
import type { Step } from "@shopyard/crds/constants.ts";
import type { ReadyReason } from "./conditions.ts";
import type { Failure } from "./failure.ts";
import type { Outcome } from "./outcome.ts";
import type { StatusDraft } from "./status-draft.ts";
import { clip, openEntry } from "./timeline.ts";

type Of<T extends Outcome["type"]> = Extract<Outcome, { type: T }>;

export function namespaceEnsured(
  { name, uid, takenOver, durationMs }: Of<"NamespaceEnsured">,
  draft: StatusDraft,
): void {
  const { status } = draft;
  if (status.namespace?.uid !== uid) draft.forgetNamespace();
  status.namespace = { name, uid };
  draft.step("NamespaceReady", "True", "NamespaceEnsured", `Namespace ${name}`);
  const what = takenOver
    ? `Namespace ${name} of an earlier store of this name was taken over, with all that is in it`
    : `Namespace ${name} is there`;
  draft.done("Namespace", "NamespaceEnsured", what, durationMs);
}

/** The store's own namespace can only be made after the one that is going. */
export function predecessorGoing({ name, blockedBy }: Of<"PredecessorGoing">, draft: StatusDraft): void {
  const waiting = `Waiting for namespace ${name} to go: a new one can only be made after it`;
  const message = blockedBy ?? waiting;
  if (openEntry(draft.status, "Queue")?.reason !== "NamespaceDelete") {
    draft.endEntries();
    draft.begin("Queue", "NamespaceDelete", waiting);
  }
  awaiting(draft.roundReason("Queued"), message, blocked("Namespace", blockedBy), draft);
}

export function predecessorGone(draft: StatusDraft): void {
  draft.resolve("TeardownBlocked");
  draft.endEntries("The earlier namespace is gone");
  draft.begin("Queue", "Queued", "Waiting for a provisioning slot");
  draft.step("NamespaceReady", "False", "NamespaceGone", "The earlier namespace is gone");
  draft.progress(draft.roundReason("Queued"), "Waiting for a provisioning slot");
}

export function namespaceDeleting({ blockedBy }: Of<"NamespaceDeleting">, draft: StatusDraft): void {
  if (!draft.status.events?.some((entry) => entry.reason === "NamespaceDelete" && entry.durationMs === undefined)) {
    draft.endEntries("The release is gone");
    draft.begin("Delete", "NamespaceDelete", "Deleting the namespace and all in it");
  }
  draft.step("ReleaseApplied", "False", "Uninstalled", "The release is gone");
  const message = blockedBy ?? "Waiting for the namespace to go";
  awaiting("Deleting", message, blocked("Delete", blockedBy), draft);
}

/** It is neither deleted nor left behind without a word. */
export function labelsLost({ failure }: Of<"LabelsLost">, draft: StatusDraft): void {
  awaiting("Deleting", failure.message, failure, draft);
}

export function namespaceGone(draft: StatusDraft): void {
  draft.resolve("TeardownBlocked", "NamespaceRelabelled");
  draft.endEntries("Nothing of it is left");
  draft.step("NamespaceReady", "False", "NamespaceGone", "The namespace is gone");
}

/** Everything of ours is done; the Store is there for others. */
export function heldByOthers({ finalizers, left }: Of<"HeldByOthers">, draft: StatusDraft): void {
  draft.resolve("TeardownBlocked", "NamespaceRelabelled");
  draft.endEntries();
  const holders = `${finalizers.length > 1 ? "finalizers" : "finalizer"} ${finalizers.join(", ")}`;
  const namespace =
    left === undefined
      ? "Nothing of it is left"
      : `Our finalizer was removed by hand: namespace ${left} is left alone, with all that is in it`;
  draft.progress("Deleting", `${namespace}. The Store is held by ${holders}`);
}

const blocked = (step: Step, message: string | undefined): Failure | undefined =>
  message === undefined ? undefined : { code: "TeardownBlocked", step, message };

/** Nothing goes on before the namespace does: once that takes too long it is a failure, told once. */
function awaiting(reason: ReadyReason, message: string, failure: Failure | undefined, draft: StatusDraft): void {
  draft.progress(reason, message, failure?.code);
  draft.step("NamespaceReady", "False", failure?.code ?? "Terminating", message);
  if (failure === undefined) {
    draft.resolve("TeardownBlocked", "NamespaceRelabelled");
    return;
  }
  const { lastError } = draft.status;
  const told = lastError?.message === clip(failure.message) && lastError.step === failure.step;
  if (!told || lastError.resolvedAt !== undefined) draft.warn(failure);
}
