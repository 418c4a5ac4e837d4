import type { Failure } from "./failure.ts";

/** What to do next: exactly one of these. */
export type Action =
  /** Nothing to do until something changes, or until `at` (milliseconds since the epoch). */
  | { type: "Wait"; at?: number }
  | { type: "AddFinalizer" }
  /** Begin a new round: attempts and time used are counted anew. */
  | { type: "Queue"; because: "Created" | "SpecChanged" | "RetryRequested" | "NamespaceLost" }
  /** Take a slot and begin an attempt. */
  | { type: "StartAttempt" }
  /** An attempt of an operator that is gone goes on; the time in between does not count. */
  | { type: "Resume" }
  | { type: "AcknowledgeRetry" }
  | { type: "EnsureNamespace" }
  | { type: "EnsurePolicies" }
  | { type: "EnsureCredentials" }
  | { type: "ApplyRelease" }
  | { type: "ObserveWorkloads"; at?: number }
  | { type: "MarkReady" }
  | { type: "MarkDegraded"; failure: Failure }
  /** The attempt failed; `final` when there will be no other. */
  | { type: "FailAttempt"; failure: Failure; final: boolean }
  | { type: "BeginDeletion" }
  | { type: "Uninstall" }
  | { type: "DeleteNamespace" }
  | { type: "AwaitNamespaceGone" }
  | { type: "FinishDeletion" }
  | { type: "DropFinalizer" };
