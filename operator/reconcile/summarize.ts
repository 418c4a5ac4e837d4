/** Turns an outcome into the next status: conditions, timeline, lastError. Pure; the phase follows from the conditions. */
import { LIMITS, type Phase, type Reason, type Step } from "@shopyard/crds/constants.ts";
import { ERRORS } from "@shopyard/crds/errors.ts";
import type { Store, StoreStatus } from "@shopyard/crds/store.ts";
import { derivePhase, findCondition, isTrue, type ReadyReason, setCondition } from "./conditions.ts";
import { type Failure, toLastError } from "./failure.ts";
import type { Workloads } from "./observation.ts";
import type { Outcome } from "./outcome.ts";
import { addEntry, clip, endEntries, openEntry } from "./timeline.ts";

const QUEUE_MESSAGES = {
  Created: "Waiting for a provisioning slot",
  SpecChanged: "The spec changed: waiting for a provisioning slot",
  RetryRequested: "A retry was asked for: waiting for a provisioning slot",
  NamespaceLost: "The namespace is gone: waiting for a slot to build the store anew",
} as const;

export function summarize(store: Store, outcome: Outcome, now: number): StoreStatus {
  const status: StoreStatus = structuredClone(store.status ?? {});
  status.observedGeneration = store.metadata.generation ?? 0;
  new Summary(status, now).take(outcome);
  status.phase = derivePhase(status);
  status.message = findCondition(status, "Ready")?.message ?? "";
  return status;
}

class Summary {
  readonly #status: StoreStatus;
  readonly #now: number;

  constructor(status: StoreStatus, now: number) {
    this.#status = status;
    this.#now = now;
  }

  take(outcome: Outcome): void {
    const status = this.#status;
    switch (outcome.type) {
      case "Queued": {
        status.attempts = 0;
        status.slotMs = 0;
        status.queuedAt = this.#time();
        if (status.url !== outcome.url) this.#step("Routed", "Unknown", "NotAsked", "The address was not asked yet");
        status.url = outcome.url;
        status.adminUrl = outcome.adminUrl;
        if (outcome.engineVersion !== undefined) status.engineVersion = outcome.engineVersion;
        if (outcome.retryToken !== undefined) status.lastHandledRetry = outcome.retryToken;
        delete status.notBefore;
        delete status.slotSince;
        endEntries(status, this.#now);
        this.#progress(this.#roundReason("Queued"), QUEUE_MESSAGES[outcome.because]);
        const reason =
          outcome.because === "RetryRequested"
            ? "RetryRequested"
            : outcome.because === "Created"
              ? undefined
              : "SpecChanged";
        if (reason !== undefined) this.#moment("Queue", reason, QUEUE_MESSAGES[outcome.because].split(":")[0] ?? "");
        this.#begin("Queue", "Queued", "Waiting for a provisioning slot");
        return;
      }
      case "RetryAcknowledged":
        if (outcome.retryToken !== undefined) status.lastHandledRetry = outcome.retryToken;
        return;
      case "AttemptStarted": {
        if ((status.attempts ?? 0) === 0) status.startedAt = this.#time();
        status.attempts = (status.attempts ?? 0) + 1;
        status.slotSince = this.#time();
        delete status.queuedAt;
        delete status.notBefore;
        endEntries(status, this.#now, "Got a provisioning slot");
        const again = status.attempts > 1 ? `, attempt ${status.attempts}` : "";
        this.#progress(this.#roundReason("Provisioning"), `Building the store${again}`);
        // After a failure helm puts back what was cleared away.
        if (status.lastError !== undefined && status.lastError.resolvedAt === undefined)
          this.#step("ReleaseApplied", "False", "NextAttempt", "To be applied again");
        return;
      }
      case "Resumed": {
        const since = Date.parse(status.slotSince ?? this.#time());
        const told = Math.max(since, ...(status.events ?? []).map(({ time }) => Date.parse(time)));
        status.slotMs = (status.slotMs ?? 0) + Math.min(told, this.#now) - Math.min(since, this.#now);
        status.slotSince = this.#time();
        this.#moment("Queue", "Resumed", "The operator was restarted and goes on where it stopped");
        return;
      }
      case "NamespaceEnsured":
        if (status.namespace?.uid !== outcome.uid) this.#forgetNamespace();
        status.namespace = { name: outcome.name, uid: outcome.uid };
        this.#step("NamespaceReady", "True", "NamespaceEnsured", `Namespace ${outcome.name}`);
        this.#done("Namespace", "NamespaceEnsured", `Namespace ${outcome.name} is there`, outcome.durationMs);
        return;
      case "PoliciesEnsured":
        status.policiesDigest = outcome.digest;
        this.#step(
          "PoliciesReady",
          "True",
          outcome.grown ? "Grown" : "PoliciesEnsured",
          `Quota, limits and network policies are in force${outcome.grown ? "; the quota shrinks after the roll-out" : ""}`,
        );
        this.#done(
          "Policies",
          "PoliciesEnsured",
          `Quota, limits and network: ${outcome.count} objects`,
          outcome.durationMs,
        );
        return;
      case "CredentialsEnsured":
        status.credentialsSecret = { namespace: outcome.namespace, name: outcome.name };
        this.#step("CredentialsReady", "True", "CredentialsEnsured", `In Secret ${outcome.name}`);
        this.#done(
          "Credentials",
          "CredentialsEnsured",
          `${outcome.made ? "Generated" : "Kept"} in Secret ${outcome.name}`,
          outcome.durationMs,
        );
        return;
      case "ReleaseStarted":
        if (openEntry(status, "Release") === undefined) {
          this.#begin("Release", outcome.upgrade ? "ReleaseUpgrade" : "ReleaseInstall", "helm is applying the chart");
        }
        return;
      case "ReleaseApplied": {
        const { release } = outcome;
        if (status.release !== undefined && status.release.digest !== release.digest) {
          status.history = [status.release, ...(status.history ?? [])].slice(0, LIMITS.history);
        }
        status.release = release;
        const what = `${release.chart} ${release.chartVersion}, revision ${release.revision ?? "unknown"}`;
        this.#step("ReleaseApplied", "True", "ReleaseApplied", what);
        this.#step("Serving", "False", "Starting", "The parts of the shop are starting");
        this.#step("Sells", "False", "NotTried", "Somebody tries to buy once every part is ready");
        endEntries(status, this.#now, `helm applied ${what}`);
        this.#begin("Workloads", "WorkloadsRollout", "Waiting for the parts of the shop");
        return;
      }
      case "WorkloadsObserved":
        this.#workloads(outcome.workloads);
        return;
      case "SaleStarted":
        endEntries(status, this.#now, "Every part is ready");
        if (openEntry(status, "Sale") === undefined) {
          this.#begin(
            "Sale",
            "SaleProbe",
            outcome.mode === "order" ? "Buying as a customer would" : "Looking for products",
          );
        }
        this.#step("Sells", "False", "Trying", "Somebody is trying to buy");
        return;
      case "SalePassed": {
        const { mode, digest, steps, order } = outcome;
        status.sale = { mode, digest, time: this.#time(), steps, ...(order !== undefined && { order }) };
        const took = steps.map(({ step, durationMs }) => `${step} ${durationMs} ms`).join(", ");
        const what =
          mode === "order"
            ? `Order ${order ?? "placed"}: bought, seen by the admin, cleaned up`
            : "The product list answers";
        const message = `${what} (${took})`;
        if (openEntry(status, "Sale") === undefined) this.#begin("Sale", "SaleProbe", message);
        endEntries(status, this.#now, message);
        this.#step("Sells", "True", mode === "order" ? "Sold" : "Browsed", message);
        return;
      }
      case "SaleSkipped": {
        endEntries(status, this.#now, "Every part is ready");
        const message =
          outcome.because === "Simulated"
            ? "Pods are simulated: nothing was sold"
            : "The platform's SALE_PROBE is none: nobody tried to buy";
        this.#step("Sells", "Unknown", outcome.because, message);
        this.#moment("Sale", "SaleSkipped", message);
        return;
      }
      case "RouteChanged": {
        const { answers, detail } = outcome.route;
        if (answers && !isTrue(status, "Routed")) this.#moment("Sale", "StoreRouted", detail);
        this.#step("Routed", answers ? "True" : "False", answers ? "Answers" : "NoAnswer", detail);
        return;
      }
      case "BecameReady": {
        this.#workloads(outcome.workloads);
        endEntries(status, this.#now, outcome.suspended ? "Every pod has ended" : "Every part is ready");
        this.#leaveQueue();
        if (outcome.suspended) this.#step("Sells", "False", "Suspended", "Asleep: nothing can be bought");
        if (status.lastError !== undefined) status.lastError.resolvedAt ??= this.#time();
        const readyReason: ReadyReason = outcome.suspended ? "Suspended" : "Ready";
        const message = outcome.suspended
          ? "Asleep: no pods run, data is kept"
          : outcome.simulated
            ? "Ready on simulated nodes: nothing can be sold"
            : `Ready at ${status.url ?? "its address"}`;
        this.#step(
          "Serving",
          outcome.suspended ? "False" : "True",
          outcome.suspended ? "Suspended" : outcome.simulated ? "Simulated" : "Serving",
          message,
        );
        this.#settle(readyReason, "True", message);
        status.readyAt = this.#time();
        this.#moment("Workloads", outcome.suspended ? "StoreSuspended" : "StoreReady", message);
        return;
      }
      case "BecameDegraded":
        this.#workloads(outcome.workloads);
        this.#step("Serving", "False", outcome.failure.code, outcome.failure.message);
        this.#settle("Degraded", "False", outcome.failure.message);
        this.#warn(outcome.failure);
        return;
      case "AttemptFailed":
        this.#attemptFailed(outcome);
        return;
      case "DeletionBegun": {
        this.#leaveQueue();
        endEntries(status, this.#now);
        this.#progress("Deleting", "Being deleted");
        this.#begin("Delete", "ReleaseUninstall", "Taking the release away");
        return;
      }
      case "Uninstalled":
        if (outcome.warning !== undefined) {
          this.#warn({ code: "HelmFailed", step: "Delete", message: outcome.warning });
        }
        this.#step("ReleaseApplied", "False", "Uninstalled", "The release is gone");
        return;
      case "NamespaceDeleting": {
        const message = outcome.blockedBy ?? "Waiting for the namespace to go";
        if (!status.events?.some((entry) => entry.reason === "NamespaceDelete" && entry.durationMs === undefined)) {
          endEntries(status, this.#now, "The release is gone");
          this.#begin("Delete", "NamespaceDelete", "Deleting the namespace and all in it");
        }
        this.#step("ReleaseApplied", "False", "Uninstalled", "The release is gone");
        if (outcome.blockedBy !== undefined && status.lastError?.message !== clip(outcome.blockedBy)) {
          this.#warn({ code: "TeardownBlocked", step: "Delete", message: outcome.blockedBy });
        }
        this.#progress("Deleting", message);
        return;
      }
      case "NamespaceGone":
        endEntries(status, this.#now, "Nothing of it is left");
        this.#step("NamespaceReady", "False", "NamespaceGone", "The namespace is gone");
        return;
    }
  }

  #attemptFailed({ failure, final, retryInMs, retryToken }: Extract<Outcome, { type: "AttemptFailed" }>): void {
    const status = this.#status;
    if (status.slotSince !== undefined) {
      // Clocks may be set back; status takes no negative count.
      status.slotMs = (status.slotMs ?? 0) + Math.max(0, this.#now - Date.parse(status.slotSince));
    }
    this.#leaveQueue();
    if (retryToken !== undefined) status.lastHandledRetry = retryToken;
    endEntries(status, this.#now);
    const stop = final || !ERRORS[failure.code].retryable;
    if (stop) {
      setCondition(status, "Ready", "False", "Failed" satisfies ReadyReason, failure.message, this.#now);
      setCondition(
        status,
        "Reconciling",
        "False",
        failure.code,
        "Given up until the spec changes or a retry is asked for",
        this.#now,
      );
      setCondition(status, "Stalled", "True", failure.code, failure.message, this.#now);
    } else {
      status.notBefore = new Date(this.#now + retryInMs).toISOString();
      status.queuedAt = this.#time();
      this.#progress(this.#roundReason("Queued"), `Attempt ${status.attempts ?? 0} failed: ${failure.message}`);
    }
    this.#warn(failure);
    if (!stop) this.#begin("Queue", "BackingOff", `Next attempt in ${Math.round(retryInMs / 1000)} s`);
  }

  /** Neither waits for a slot, nor holds one, nor backs off. */
  #leaveQueue(): void {
    delete this.#status.slotSince;
    delete this.#status.queuedAt;
    delete this.#status.notBefore;
  }

  #workloads({ components, waitingFor }: Workloads): void {
    this.#status.components = components.slice(0, LIMITS.components);
    const ready = components.filter((component) => component.ready).length;
    const message = `${ready} of ${components.length} parts ready${waitingFor === "" ? "" : `; waiting for ${waitingFor}`}`;
    // What serves, sleeps or is degraded has said so, and why.
    if (isTrue(this.#status, "Reconciling")) this.#step("Serving", "False", "Starting", message);
  }

  /** Facts that were true of a namespace that is no longer there. */
  #forgetNamespace(): void {
    delete this.#status.policiesDigest;
    delete this.#status.credentialsSecret;
    this.#step("PoliciesReady", "False", "NewNamespace", "To be applied");
    this.#step("CredentialsReady", "False", "NewNamespace", "To be generated");
    this.#step("ReleaseApplied", "False", "NewNamespace", "To be applied");
  }

  /** A store that was Ready before is being upgraded whatever the round is called. */
  #roundReason(reason: "Queued" | "Provisioning"): ReadyReason {
    return this.#status.readyAt !== undefined && this.#status.release !== undefined ? "Upgrading" : reason;
  }

  #progress(reason: ReadyReason, message: string): void {
    setCondition(this.#status, "Ready", "False", reason, message, this.#now);
    setCondition(this.#status, "Reconciling", "True", reason, message, this.#now);
    setCondition(this.#status, "Stalled", "False", reason, "", this.#now);
  }

  #settle(reason: ReadyReason, ready: "True" | "False", message: string): void {
    setCondition(this.#status, "Ready", ready, reason, message, this.#now);
    setCondition(this.#status, "Reconciling", "False", reason, "", this.#now);
    setCondition(this.#status, "Stalled", "False", reason, "", this.#now);
  }

  #step(
    ...[type, value, reason, message]: [
      Parameters<typeof setCondition>[1],
      "True" | "False" | "Unknown",
      string,
      string,
    ]
  ): void {
    setCondition(this.#status, type, value, reason, message, this.#now);
  }

  #begin(step: Step, reason: Reason, message: string): void {
    this.#add(step, reason, message, undefined);
  }
  #done(step: Step, reason: Reason, message: string, durationMs: number): void {
    this.#add(step, reason, message, Math.max(1, Math.round(durationMs)));
  }
  #moment(step: Step, reason: Reason, message: string): void {
    this.#add(step, reason, message, 0);
  }
  #add(step: Step, reason: Reason, message: string, durationMs: number | undefined): void {
    addEntry(this.#status, { phase: this.#phase(), step, reason, message, durationMs }, this.#now);
  }

  #warn(failure: Failure): void {
    this.#status.lastError = toLastError(failure, this.#now);
    const { step, code: reason, message } = failure;
    addEntry(this.#status, { phase: this.#phase(), step, type: "Warning", reason, message, durationMs: 0 }, this.#now);
  }

  #phase(): Phase {
    return derivePhase(this.#status);
  }

  #time(): string {
    return new Date(this.#now).toISOString();
  }
}
