import type { SaleMode, Step } from "@shopyard/crds/constants.ts";
import type { ReleaseRecord, SaleRecord, StorePlan } from "@shopyard/crds/store.ts";
import type { WholeCopy } from "../diagnose/copy.ts";
import type { QueueReason } from "./action.ts";
import type { Failure } from "./failure.ts";
import type { ObservedRoute, Workloads } from "./observation.ts";
import type { Asked } from "./target.ts";

/** What came of an action, or that one has begun: the facts that status tells. */
export type Outcome =
  | {
      type: "Queued";
      because: QueueReason;
      retryToken: string | undefined;
      url: string;
      adminUrl: string;
      engineVersion: string | undefined;
    }
  | { type: "RetryAcknowledged"; retryToken: string | undefined }
  | { type: "AttemptStarted" }
  | { type: "Resumed" }
  | { type: "NamespaceEnsured"; name: string; uid: string; takenOver: boolean; durationMs: number }
  | { type: "PoliciesEnsured"; digest: string; grown: boolean; count: number; durationMs: number }
  | { type: "CredentialsEnsured"; namespace: string; name: string; made: boolean; durationMs: number }
  | { type: "ReleaseStarted"; how: "install" | "upgrade" | "rollback" }
  | { type: "MigrationBegan"; copy: WholeCopy | undefined }
  | { type: "RestoreBegun"; copy: WholeCopy; failure: Failure; rejected: Asked }
  | { type: "RestoreStarted" }
  | { type: "DataRestored" }
  | { type: "RollbackBegun"; failure: Failure; rejected: Asked }
  | { type: "ChangeRejected"; failure: Failure; rejected: Asked; url: string; adminUrl: string }
  | { type: "UpgradeStuck"; failure: Failure; rejected: Asked; serving: "new" | "old" | "nobody" }
  | { type: "ReleaseApplied"; release: ReleaseRecord }
  | { type: "WorkloadsObserved"; workloads: Workloads }
  | { type: "FoundSlow"; step: Step; message: string }
  | { type: "SaleStarted"; mode: SaleMode }
  | { type: "SalePassed"; mode: SaleMode; digest: string; steps: SaleRecord["steps"]; order: string | undefined }
  | { type: "SaleSkipped"; because: "Simulated" | "NotProbed" }
  | { type: "DriftRepaired"; objects: readonly string[] }
  | { type: "PlanMade"; plan: StorePlan }
  | { type: "RouteChanged"; route: ObservedRoute }
  | {
      type: "BecameReady";
      workloads: Workloads;
      url: string;
      adminUrl: string;
      simulated: boolean;
      suspended: boolean;
      rolledBack: boolean;
    }
  | { type: "BecameDegraded"; workloads: Workloads; failure: Failure }
  | { type: "AttemptFailed"; failure: Failure; final: boolean; retryInMs: number; retryToken: string | undefined }
  | { type: "DeletionBegun" }
  | { type: "Uninstalled"; warning: string | undefined }
  | { type: "PredecessorGoing"; name: string; blockedBy: string | undefined }
  | { type: "PredecessorGone" }
  | { type: "NamespaceDeleting"; blockedBy: string | undefined }
  | { type: "LabelsLost"; failure: Failure }
  | { type: "HeldByOthers"; finalizers: readonly string[]; left: string | undefined }
  | { type: "NamespaceGone" };
