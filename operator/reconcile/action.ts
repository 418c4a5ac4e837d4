import type { SaleMode, Step } from "@shopyard/crds/constants.ts";
import type { ReleaseRecord, SaleRecord } from "@shopyard/crds/store.ts";
import type { WholeCopy } from "../diagnose/copy.ts";
import type { Failure } from "./failure.ts";
import type { ObservedRoute } from "./observation.ts";

/** Why a round begins. */
export type QueueReason = "Created" | "SpecChanged" | "RetryRequested" | "NamespaceLost" | "NamespaceFree" | "HostFree";

/** What to do next: exactly one of these. */
export type Action =
  /** Nothing to do until something changes, or until `at` (milliseconds since the epoch). */
  | { type: "Wait"; at?: number }
  | { type: "AddFinalizer" }
  /** Begin a new round: attempts and time used are counted anew. */
  | { type: "Queue"; because: QueueReason }
  /** No other store may answer on its host from here on. */
  | { type: "ClaimHost" }
  /** Hosts that it had before are anybody's again. */
  | { type: "ReleaseHosts"; hosts: readonly string[] }
  /** Take a slot and begin an attempt. */
  | { type: "StartAttempt" }
  /** An attempt of an operator that is gone goes on; the time in between does not count. */
  | { type: "Resume" }
  | { type: "AcknowledgeRetry" }
  /** A namespace of its name is still going away: the store's own can only be made after it. */
  | { type: "AwaitPredecessorGone"; at?: number }
  | { type: "NotePredecessorGone" }
  | { type: "EnsureNamespace" }
  /** `grow`: nothing that the old release still holds is taken away yet. */
  | { type: "EnsurePolicies"; grow: boolean }
  | { type: "EnsureCredentials" }
  | { type: "ApplyRelease" }
  /** helm goes back to the release that was Ready last. */
  | { type: "RollBack"; to: ReleaseRecord }
  /** From here on a way back leads through more than the old release: through the copy, if there is one. */
  | { type: "RecordMigration"; copy: WholeCopy | undefined }
  /** Nothing of the shop may write while its data is replaced. */
  | { type: "StandStill" }
  | { type: "StartRestore"; key: string }
  /** The data is that of the copy. */
  | { type: "RecordRestore" }
  | { type: "ObserveWorkloads"; at?: number }
  /** It takes longer than other stores of its engine did. */
  | { type: "TellSlow"; step: Step; message: string }
  /** Somebody tries to buy. */
  | { type: "StartSale"; mode: SaleMode }
  | { type: "RecordSale"; mode: SaleMode; steps: SaleRecord["steps"]; order: string | undefined }
  /** Nobody tries to buy, and the conditions say why. */
  | { type: "SkipSale"; because: "Simulated" | "NotProbed" }
  | { type: "MarkReady" }
  /** What was changed by hand is put back. */
  | { type: "RepairDrift" }
  /** Somebody asks what a change would do. */
  | { type: "MakePlan"; request: string }
  /** The public address began to answer, or stopped. */
  | { type: "RecordRoute"; route: ObservedRoute }
  | { type: "MarkDegraded"; failure: Failure }
  /** The attempt failed; `final` when there will be no other. */
  | { type: "FailAttempt"; failure: Failure; final: boolean }
  /** The change did not come up for good: the release that was Ready last is to serve again. */
  | { type: "BeginRollback"; failure: Failure }
  /** The same, and before that the copy of the shop's data, since the change has begun to migrate it. */
  | { type: "BeginRestore"; copy: WholeCopy; failure: Failure }
  /** The change is given up before anything of the release was touched: it serves on. */
  | { type: "RejectChange"; failure: Failure }
  /** The change is given up, and so is the way back: the data was migrated. */
  | { type: "MarkStuck"; failure: Failure }
  | { type: "BeginDeletion" }
  | { type: "Uninstall" }
  | { type: "DeleteNamespace" }
  | { type: "AwaitNamespaceGone"; at?: number }
  /** The namespace that was made for it lost its labels: it is not deleted, and the store waits for them. */
  | { type: "AwaitLabels"; failure: Failure }
  /** Ours is done: the Store is still there for others' finalizers. `left` is a namespace that nobody takes away. */
  | { type: "TellHeld"; finalizers: readonly string[]; left: string | undefined }
  | { type: "FinishDeletion" }
  | { type: "DropFinalizer" };
