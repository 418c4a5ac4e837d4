/** The next status while it is being made: conditions, timeline and lastError are changed here and nowhere else. */
import { LIMITS, type Phase, type Reason, type Step } from "@shopyard/crds/constants.ts";
import type { ErrorCode } from "@shopyard/crds/errors.ts";
import type { StoreStatus } from "@shopyard/crds/store.ts";
import { derivePhase, findCondition, isTrue, type ReadyReason, setCondition } from "./conditions.ts";
import { type Failure, toLastError } from "./failure.ts";
import type { Workloads } from "./observation.ts";
import { addEntry, type Caution, endEntries } from "./timeline.ts";

export class StatusDraft {
  readonly status: StoreStatus;
  /** Milliseconds since the epoch. */
  readonly now: number;

  constructor(status: StoreStatus, now: number) {
    this.status = status;
    this.now = now;
  }

  /** Ends every entry under way; `message` replaces that of the last one. */
  endEntries(message?: string): void {
    endEntries(this.status, this.now, message);
  }

  /** Neither waits for a slot, nor holds one, nor backs off. */
  leaveQueue(): void {
    delete this.status.slotSince;
    delete this.status.queuedAt;
    delete this.status.notBefore;
  }

  workloads({ components, waitingFor }: Workloads): void {
    this.status.components = components.slice(0, LIMITS.components);
    const ready = components.filter((component) => component.ready).length;
    const message = `${ready} of ${components.length} parts ready${waitingFor === "" ? "" : `; waiting for ${waitingFor}`}`;
    // What serves, sleeps or is degraded has said so, and why.
    if (isTrue(this.status, "Reconciling")) this.step("Serving", "False", "Starting", message);
  }

  /** What holds a slot goes on in it, with time and attempts counted anew. */
  startOver(): void {
    this.status.attempts = 1;
    this.status.slotMs = 0;
    this.status.slotSince = this.time();
  }

  /** Where the shop and its administration answer. */
  addresses({ url, adminUrl }: { url: string; adminUrl: string }): void {
    const { status } = this;
    if (status.url !== url) {
      this.step("Routed", "Unknown", "NotAsked", "The address was not asked yet");
      this.forgetCertificate(url, "The address was not asked yet");
    }
    status.url = url;
    status.adminUrl = adminUrl;
  }

  /** What was seen of its certificate holds no longer; an address without TLS has none. */
  forgetCertificate(url: string, why: string): void {
    const { status } = this;
    if (findCondition(status, "Certified") === undefined) return;
    if (url.startsWith("https:")) this.step("Certified", "Unknown", "NotAsked", why);
    else status.conditions = status.conditions?.filter(({ type }) => type !== "Certified") ?? [];
  }

  /** Facts that were true of a namespace that is no longer there. */
  forgetNamespace(): void {
    delete this.status.policiesDigest;
    delete this.status.credentialsSecret;
    // Neither the release nor the data that a way back would lead to.
    delete this.status.stable?.revision;
    delete this.status.migrationBegan;
    delete this.status.copy;
    delete this.status.restore;
    this.step("PoliciesReady", "False", "NewNamespace", "To be applied");
    this.step("CredentialsReady", "False", "NewNamespace", "To be generated");
    this.step("ReleaseApplied", "False", "NewNamespace", "To be applied");
  }

  /** A store that was Ready before is being upgraded whatever the round is called. */
  roundReason(reason: "Queued" | "Provisioning"): ReadyReason {
    return this.status.readyAt !== undefined && this.status.release !== undefined ? "Upgrading" : reason;
  }

  /** `stalled`: why it does not go on until somebody does something. */
  progress(reason: ReadyReason, message: string, stalled?: ErrorCode): void {
    setCondition(this.status, "Ready", "False", reason, message, this.now);
    setCondition(this.status, "Reconciling", "True", reason, message, this.now);
    if (stalled === undefined) setCondition(this.status, "Stalled", "False", reason, "", this.now);
    else setCondition(this.status, "Stalled", "True", stalled, message, this.now);
  }

  settle(reason: ReadyReason, ready: "True" | "False", message: string): void {
    setCondition(this.status, "Ready", ready, reason, message, this.now);
    setCondition(this.status, "Reconciling", "False", reason, "", this.now);
    setCondition(this.status, "Stalled", "False", reason, "", this.now);
  }

  step(
    ...[type, value, reason, message]: [
      Parameters<typeof setCondition>[1],
      "True" | "False" | "Unknown",
      string,
      string,
    ]
  ): void {
    setCondition(this.status, type, value, reason, message, this.now);
  }

  begin(step: Step, reason: Reason, message: string): void {
    this.#add(step, reason, message, undefined);
  }
  done(step: Step, reason: Reason, message: string, durationMs: number): void {
    this.#add(step, reason, message, Math.max(1, Math.round(durationMs)));
  }
  moment(step: Step, reason: Reason, message: string): void {
    this.#add(step, reason, message, 0);
  }
  #add(step: Step, reason: Reason, message: string, durationMs: number | undefined): void {
    addEntry(this.status, { phase: this.phase(), step, reason, message, durationMs }, this.now);
  }

  warn(failure: Failure): void {
    this.status.lastError = toLastError(failure, this.now);
    const { step, code: reason, message } = failure;
    addEntry(this.status, { phase: this.phase(), step, type: "Warning", reason, message, durationMs: 0 }, this.now);
  }

  /** The latest failure is over, if it is one of these. */
  resolve(...codes: readonly ErrorCode[]): void {
    const { lastError } = this.status;
    if (lastError !== undefined && codes.includes(lastError.code as ErrorCode)) lastError.resolvedAt ??= this.time();
  }

  /** A warning that is no failure. */
  caution(step: Step, reason: Caution, message: string): void {
    addEntry(this.status, { phase: this.phase(), step, type: "Warning", reason, message, durationMs: 0 }, this.now);
  }

  phase(): Phase {
    return derivePhase(this.status);
  }

  time(): string {
    return new Date(this.now).toISOString();
  }
}
