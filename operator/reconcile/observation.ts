/** Everything a decision may look at. Plain data: the same observation always gives the same decision. */
import type { ComponentStatus, Store } from "@shopyard/crds/store.ts";
import type { Failure } from "./failure.ts";

/** What the spec asks for, as far as a rule needs to know it; undefined parts say why a store cannot be built. */
export type Desired =
  | { engine: "unknown" }
  | { engine: "known"; version: "unknown"; asked: string; offered: readonly string[] }
  | { engine: "known"; version: string; releaseDigest: string; policiesDigest: string };

/** The namespace of the derived name. */
export interface ObservedNamespace {
  uid: string;
  terminating: boolean;
  /** Carries this yard's id and this store's name. */
  ours: boolean;
  /** Seconds since it was made: rights bound in it may take a moment. */
  ageSeconds: number;
  /** What holds its deletion up, in Kubernetes' words, once that has lasted longer than it usually does. */
  blockedBy: string | undefined;
}

export interface Workloads {
  /** Every expected workload is there in the desired version and ready (suspended: all are at zero and no pod is left). */
  settled: boolean;
  components: ComponentStatus[];
  /** What is not ready, for people. */
  waitingFor: string;
  /** A failure that waiting will not heal. */
  fatal: Failure | undefined;
  /** A failure that may heal by itself, the likeliest reason when the deadline passes. */
  suspected: Failure | undefined;
}

export interface Observation {
  /** Milliseconds since the epoch. */
  now: number;
  /** Since when this operator works, in milliseconds since the epoch. */
  since: number;
  store: Store;
  desired: Desired;
  namespace: ObservedNamespace | undefined;
  workloads: Workloads;
  /** Pods in the namespace, ending ones included. */
  podsLeft: number;
  /** A slot is free and this store is next. */
  slotFree: boolean;
  limits: { maxProvisionMs: number; maxAttempts: number };
}
