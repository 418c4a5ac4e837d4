/** Turns an outcome into the next status: conditions, timeline, lastError. Pure; the phase follows from the conditions. */
import { LIMITS } from "@shopyard/crds/constants.ts";
import type { Store, StoreSpec, StoreStatus } from "@shopyard/crds/store.ts";
import { derivePhase, findCondition, isTrue } from "./conditions.ts";
import type { Outcome } from "./outcome.ts";
import { StatusDraft } from "./status-draft.ts";
import { certificateSeen } from "./summarize-certificate.ts";
import { attemptFailed, changeRejected, rollbackBegun, upgradeStuck } from "./summarize-failure.ts";
import {
  heldByOthers,
  labelsLost,
  namespaceDeleting,
  namespaceEnsured,
  namespaceGone,
  predecessorGoing,
  predecessorGone,
} from "./summarize-namespace.ts";
import { becameReady, wakingSeconds } from "./summarize-ready.ts";
import { dataRestored, restoreBegun, restoreStarted } from "./summarize-restore.ts";
import { clip, openEntry } from "./timeline.ts";

const QUEUE_MESSAGES = {
  Created: "Waiting for a provisioning slot",
  SpecChanged: "The spec changed: waiting for a provisioning slot",
  RetryRequested: "A retry was asked for: waiting for a provisioning slot",
  NamespaceLost: "The namespace was deleted: waiting for a slot to build the store anew",
  NamespaceFree: "The namespace is no longer in the way: waiting for a provisioning slot",
  HostFree: "The host is free: waiting for a provisioning slot",
} as const;

const RELEASE_ENTRIES = {
  install: ["ReleaseInstall", "helm is applying the chart"],
  upgrade: ["ReleaseUpgrade", "helm is applying the chart"],
  rollback: ["ReleaseRollback", "helm is going back to the release before"],
} as const;

export function summarize(store: Store, outcome: Outcome, now: number): StoreStatus {
  const status: StoreStatus = structuredClone(store.status ?? {});
  status.observedGeneration = store.metadata.generation ?? 0;
  take(outcome, new StatusDraft(status, now), store.spec);
  status.phase = derivePhase(status);
  status.message = findCondition(status, "Ready")?.message ?? "";
  return status;
}

function take(outcome: Outcome, draft: StatusDraft, spec: StoreSpec): void {
  const status = draft.status;
  switch (outcome.type) {
    case "Queued": {
      status.attempts = 0;
      status.slotMs = 0;
      status.queuedAt = draft.time();
      draft.addresses(outcome);
      // What it runs stays what it runs until another version is applied: the spec may go back before that.
      if (outcome.engineVersion !== undefined) status.engineVersion ??= outcome.engineVersion;
      if (outcome.retryToken !== undefined) status.lastHandledRetry = outcome.retryToken;
      delete status.notBefore;
      delete status.slotSince;
      // Asked for anew, it is tried anew.
      delete status.rejected;
      if (status.restore?.state === "Done") delete status.restore;
      const asleep = status.phase === "Suspended";
      draft.endEntries();
      draft.progress(draft.roundReason("Queued"), QUEUE_MESSAGES[outcome.because]);
      if (outcome.because === "NamespaceLost") {
        draft.step("NamespaceReady", "False", "NamespaceLost", "The namespace was deleted");
      }
      if (outcome.because !== "Created") {
        draft.moment("Queue", outcome.because, QUEUE_MESSAGES[outcome.because].split(":")[0] ?? "");
      }
      if (asleep && spec.suspended !== true) {
        const last = wakingSeconds(status, draft.now);
        draft.moment(
          "Queue",
          "StoreWaking",
          last === undefined ? "Waking up" : `Waking up: it took ${last.seconds} s the last time`,
        );
      }
      draft.begin("Queue", "Queued", "Waiting for a provisioning slot");
      return;
    }
    case "RetryAcknowledged":
      if (outcome.retryToken !== undefined) status.lastHandledRetry = outcome.retryToken;
      return;
    case "AttemptStarted": {
      if ((status.attempts ?? 0) === 0) status.startedAt = draft.time();
      status.attempts = (status.attempts ?? 0) + 1;
      status.slotSince = draft.time();
      delete status.queuedAt;
      delete status.notBefore;
      draft.endEntries("Got a provisioning slot");
      const again = status.attempts > 1 ? `, attempt ${status.attempts}` : "";
      draft.progress(draft.roundReason("Provisioning"), `Building the store${again}`);
      // After a failure helm puts back what was cleared away.
      if (status.lastError !== undefined && status.lastError.resolvedAt === undefined)
        draft.step("ReleaseApplied", "False", "NextAttempt", "To be applied again");
      return;
    }
    case "Resumed": {
      const since = Date.parse(status.slotSince ?? draft.time());
      const told = Math.max(since, ...(status.events ?? []).map(({ time }) => Date.parse(time)));
      status.slotMs = (status.slotMs ?? 0) + Math.min(told, draft.now) - Math.min(since, draft.now);
      status.slotSince = draft.time();
      draft.moment("Queue", "Resumed", "The operator was restarted and goes on where it stopped");
      return;
    }
    case "NamespaceEnsured":
      namespaceEnsured(outcome, draft);
      return;
    case "PoliciesEnsured":
      status.policiesDigest = outcome.digest;
      draft.step(
        "PoliciesReady",
        "True",
        outcome.grown ? "Grown" : "PoliciesEnsured",
        `Quota, limits and network policies are in force${outcome.grown ? "; the quota shrinks after the roll-out" : ""}`,
      );
      draft.done(
        "Policies",
        "PoliciesEnsured",
        `Quota, limits and network: ${outcome.count} objects`,
        outcome.durationMs,
      );
      return;
    case "CredentialsEnsured":
      status.credentialsSecret = { namespace: outcome.namespace, name: outcome.name };
      draft.step("CredentialsReady", "True", "CredentialsEnsured", `In Secret ${outcome.name}`);
      draft.done(
        "Credentials",
        "CredentialsEnsured",
        `${outcome.made ? "Generated" : "Kept"} in Secret ${outcome.name}`,
        outcome.durationMs,
      );
      return;
    case "ReleaseStarted":
      // From here on nobody knows what is applied, until helm has said so: a spec that goes back meanwhile, or a crash,
      // must not find the old release's word for it.
      if (findCondition(status, "ReleaseApplied")?.reason !== "NextAttempt") {
        draft.step("ReleaseApplied", "False", "Applying", "helm is at work");
      }
      if (openEntry(status, "Release") === undefined) {
        const [reason, message] = RELEASE_ENTRIES[outcome.how];
        draft.begin("Release", reason, message);
      }
      return;
    case "ReleaseApplied": {
      const { release } = outcome;
      status.release = release;
      status.engineVersion = release.appVersion;
      const what = `${release.chart} ${release.chartVersion}, revision ${release.revision ?? "unknown"}`;
      draft.step("ReleaseApplied", "True", "ReleaseApplied", what);
      draft.step("Serving", "False", "Starting", "The parts of the shop are starting");
      draft.step("Sells", "False", "NotTried", "Somebody tries to buy once every part is ready");
      draft.endEntries(`helm applied ${what}`);
      draft.begin("Workloads", "WorkloadsRollout", "Waiting for the parts of the shop");
      return;
    }
    case "WorkloadsObserved":
      draft.workloads(outcome.workloads);
      return;
    case "FoundSlow":
      draft.caution(outcome.step, "SlowerThanUsual", outcome.message);
      return;
    case "SaleStarted":
      draft.endEntries("Every part is ready");
      if (openEntry(status, "Sale") === undefined) {
        draft.begin(
          "Sale",
          "SaleProbe",
          outcome.mode === "order" ? "Buying as a customer would" : "Looking for products",
        );
      }
      draft.step("Sells", "False", "Trying", "Somebody is trying to buy");
      return;
    case "SalePassed": {
      const { mode, digest, steps, order } = outcome;
      status.sale = { mode, digest, time: draft.time(), steps, ...(order !== undefined && { order }) };
      const took = steps.map(({ step, durationMs }) => `${step} ${durationMs} ms`).join(", ");
      const what =
        mode === "order"
          ? `Order ${order ?? "placed"}: bought, seen by the admin, cleaned up`
          : "The product list answers";
      const message = `${what} (${took})`;
      if (openEntry(status, "Sale") === undefined) draft.begin("Sale", "SaleProbe", message);
      draft.endEntries(message);
      draft.step("Sells", "True", mode === "order" ? "Sold" : "Browsed", message);
      return;
    }
    case "SaleSkipped": {
      draft.endEntries("Every part is ready");
      const message =
        outcome.because === "Simulated"
          ? "Pods are simulated: nothing was sold"
          : "The platform's SALE_PROBE is none: nobody tried to buy";
      draft.step("Sells", "Unknown", outcome.because, message);
      draft.moment("Sale", "SaleSkipped", message);
      return;
    }
    case "DriftRepaired": {
      const objects = outcome.objects.slice(0, LIMITS.components).map((name) => clip(name, 320));
      const more =
        outcome.objects.length > objects.length ? ` and ${outcome.objects.length - objects.length} more` : "";
      status.drift = { count: (status.drift?.count ?? 0) + outcome.objects.length, time: draft.time(), objects };
      draft.moment("Release", "DriftRepaired", `Changed by hand and put back: ${objects.join(", ")}${more}`);
      return;
    }
    case "PlanMade":
      status.plan = outcome.plan;
      return;
    case "RouteChanged": {
      const { answers, detail } = outcome.route;
      if (answers && !isTrue(status, "Routed")) draft.moment("Sale", "StoreRouted", detail);
      draft.step("Routed", answers ? "True" : "False", answers ? "Answers" : "NoAnswer", detail);
      if (outcome.route.certificate !== undefined) certificateSeen(outcome.route.certificate, draft);
      return;
    }
    case "BecameReady":
      becameReady(outcome, draft);
      return;
    case "BecameDegraded":
      draft.workloads(outcome.workloads);
      draft.step("Serving", "False", outcome.failure.code, outcome.failure.message);
      draft.settle("Degraded", "False", outcome.failure.message);
      draft.warn(outcome.failure);
      return;
    case "AttemptFailed":
      attemptFailed(outcome, draft);
      return;
    case "MigrationBegan":
      status.migrationBegan = true;
      if (outcome.copy !== undefined) status.copy = outcome.copy;
      return;
    case "RestoreBegun":
      restoreBegun(outcome, draft);
      return;
    case "RestoreStarted":
      restoreStarted(draft);
      return;
    case "DataRestored":
      dataRestored(draft);
      return;
    case "RollbackBegun":
      rollbackBegun(outcome, draft);
      return;
    case "ChangeRejected":
      changeRejected(outcome, draft);
      return;
    case "UpgradeStuck":
      upgradeStuck(outcome, draft);
      return;
    case "DeletionBegun": {
      draft.leaveQueue();
      draft.endEntries();
      draft.progress("Deleting", "Being deleted");
      draft.begin("Delete", "ReleaseUninstall", "Taking the release away");
      return;
    }
    case "Uninstalled":
      if (outcome.warning !== undefined) {
        draft.warn({ code: "HelmFailed", step: "Delete", message: outcome.warning });
      }
      draft.resolve("NamespaceRelabelled");
      draft.step("ReleaseApplied", "False", "Uninstalled", "The release is gone");
      return;
    case "PredecessorGoing":
      predecessorGoing(outcome, draft);
      return;
    case "PredecessorGone":
      predecessorGone(draft);
      return;
    case "NamespaceDeleting":
      namespaceDeleting(outcome, draft);
      return;
    case "LabelsLost":
      labelsLost(outcome, draft);
      return;
    case "HeldByOthers":
      heldByOthers(outcome, draft);
      return;
    case "NamespaceGone":
      namespaceGone(draft);
      return;
  }
}
