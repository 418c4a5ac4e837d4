/** Everything a decision may look at. Plain data: the same observation always gives the same decision. */
import type { SaleMode } from "@shopyard/crds/constants.ts";
import type { ComponentStatus, ReleaseRecord, SaleRecord, Store } from "@shopyard/crds/store.ts";
import type { WholeCopy } from "../diagnose/copy.ts";
import type { UsualTime } from "../diagnose/usual-time.ts";
import type { Failure } from "./failure.ts";
import type { Asked } from "./target.ts";

/** What the spec asks for, as far as a rule needs to know it; undefined parts say why a store cannot be built. */
export type Desired =
  | { engine: "unknown" }
  | { engine: "known"; version: "unknown"; asked: string; offered: readonly string[] }
  | { engine: "known"; version: string; releaseDigest: string; policiesDigest: string; sale: DesiredSale };

/** How far somebody has to buy before a store is Ready, or why nobody tries. */
export type DesiredSale = SaleMode | "Simulated" | "NotProbed";

/** The namespace of the derived name. */
export interface ObservedNamespace {
  name: string;
  uid: string;
  terminating: boolean;
  /** Carries this yard's id and this store's name. */
  ours: boolean;
  /** The labels that it would have to carry to be ours, as `key=value`. */
  lacks: readonly string[];
  /** Seconds since it was made: rights bound in it may take a moment. */
  ageSeconds: number;
  /** When its deletion lasts longer than usual, in milliseconds since the epoch; undefined where it stays. */
  overdueAt: number | undefined;
  /** What holds its deletion up, once that lasts longer than usual. */
  blockedBy: string | undefined;
}

/** The store's host, and whose it is. */
export interface ObservedHost {
  name: string;
  holder: "nobody" | "ours" | "another";
  /** For people: who has it, where it is another. */
  claimant: string;
  /** Hosts that it has claimed and neither has nor asks for any more; all of them where it is being deleted. */
  surplus: readonly string[];
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

/** The Job that tries to buy in the release that is there. */
export type ObservedSale =
  | { state: "absent" }
  | { state: "running" }
  | { state: "passed"; steps: SaleRecord["steps"]; order: string | undefined }
  | { state: "failed"; failure: Failure };

/**
 * Putting the copy of the shop's data back: its Job, and before there is one, whether anything of the shop still could
 * write (`shop-runs`, then `shop-ends` until the last process is gone).
 */
export type ObservedRestore =
  | { state: "shop-runs" | "shop-ends" | "shop-stands-still" | "running" | "passed" }
  | { state: "failed"; failure: Failure };

/** Whether the public address answered when it was last asked. */
export interface ObservedRoute {
  answers: boolean;
  /** For people: what answered, or why nothing did. */
  detail: string;
  /** Undefined where the address has no TLS, and while nobody could tell. */
  certificate: ObservedCertificate | undefined;
}

/** What a visitor's browser makes of the certificate of the public address. */
export interface ObservedCertificate {
  reason: CertificateReason;
  /** For people: of whom it is and until when, or what is wrong and what to do. */
  message: string;
}

export type CertificateReason =
  | "Valid"
  /** Still valid, and it was to be renewed by now. */
  | "ExpiresSoon"
  /** The Secret that the store's Ingress names is not there, or nothing has a certificate for the host. */
  | "NotYetIssued"
  /** It is for other hosts. */
  | "WrongHost"
  | "Expired"
  | "NotYetValid"
  | "UntrustedIssuer"
  /** No handshake was made: nobody can tell. */
  | "Unreachable";

export interface Observation {
  /** Milliseconds since the epoch. */
  now: number;
  /** Since when this operator works, in milliseconds since the epoch. */
  since: number;
  store: Store;
  desired: Desired;
  namespace: ObservedNamespace | undefined;
  host: ObservedHost;
  workloads: Workloads;
  sale: ObservedSale;
  /** What the spec asks for, although `desired` may be something else: it was given up. */
  asked: Asked | undefined;
  /** The release that `desired` goes back to. */
  rollback: ReleaseRecord | undefined;
  /** What the spec asks for was given up, and there is no way back. */
  stuck: boolean;
  /** The migration of the desired release has run, or runs. */
  migrating: boolean;
  /** The whole copy of the shop's data that its migration made first. */
  copy: WholeCopy | undefined;
  /** The copy that can be put back where what is asked for is given up. */
  restorable: WholeCopy | undefined;
  /** Undefined where no copy is being put back. */
  restore: ObservedRestore | undefined;
  /** Whose pods answer. */
  serving: "new" | "old" | "nobody";
  /** Objects that are no longer as they were applied, as the last look found; empty where none, or none was made. */
  drifted: readonly string[];
  /** Undefined until it was asked for the first time. */
  route: ObservedRoute | undefined;
  /** How long first rounds of this engine usually take; undefined where nobody can tell, or it is not yet asked. */
  usual: UsualTime | undefined;
  /** Pods in the namespace whose processes may run, ending ones included. */
  podsLeft: number;
  /** A slot is free and this store is next. */
  slotFree: boolean;
  limits: { maxProvisionMs: number; maxAttempts: number };
}
