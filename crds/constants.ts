/**
 * The names that the Store's contract is made of: group, labels, annotations, phases, conditions, steps, reasons.
 * Everything that server, operator and charts agree on is spelt here and nowhere else.
 */

export const GROUP = "shopyard.dev";
export const VERSION = "v1alpha1";
export const KIND = "Store";
export const PLURAL = "stores";
export const API_VERSION = `${GROUP}/${VERSION}` as const;

/** The operator's field manager for server-side apply. */
export const FIELD_MANAGER = "shopyard-operator";

/** The Lease of the operators' leader, in the platform's namespace. */
export const LEASE_NAME = "shopyard-operator";
/** What the API server's refusal of an operator that does not hold the Lease says (charts/shopyard, fence.yaml). */
export const FENCE_MESSAGE = "does not hold the lease";

/** What the API server's refusal of one of the platform's own hosts says (charts/shopyard, boundaries.yaml). */
export const RESERVED_MESSAGE = "is reserved for the platform";

/** Held by the operator until helm release and namespace are gone. */
export const FINALIZER = "shopyard.dev/teardown";

export const LABELS = {
  /** The yard's random id: whatever carries ours was made by us. */
  yard: "shopyard.dev/yard",
  /** The store's name, on everything made for it. */
  store: "shopyard.dev/store",
  /** On a Store: keyed hash of who asked for it; never the address itself. */
  owner: "shopyard.dev/owner",
  /** On a helm release's record: the digest of chart and values it was made from (40 hex digits). */
  digest: "shopyard.dev/digest",
  component: "app.kubernetes.io/component",
  managedBy: "app.kubernetes.io/managed-by",
} as const;

export const ANNOTATIONS = {
  /** A new value asks for one more round of attempts; copied to `status.lastHandledRetry` once taken. */
  retry: "shopyard.dev/retry",
  /**
   * A new value asks what a change would do: JSON `{"token": "...", "engineVersion"?: "...", "size"?: "...", "suspended"?: true}`
   * of at most 512 characters. `status.plan` answers, with the annotation's value as its token.
   */
  plan: "shopyard.dev/plan",
  /** On a migration Job: the name of the copy of the shop's data that its init container `copy` makes. */
  copy: "shopyard.dev/copy",
  /** On a workload whose pods were refused: when its controller was last made to look again, without its back-off. */
  lookAgain: "shopyard.dev/look-again",
  /** On a Lease `creates-*` of the servers: JSON `{"<owner>": [["<store>", <milliseconds since the epoch>], ...], ...}`. */
  creates: "shopyard.dev/creates",
} as const;

/** Where a store is in its life; derived from the conditions by the operator. */
export const PHASES = [
  "Pending",
  "Provisioning",
  "Ready",
  "Suspended",
  "Upgrading",
  "Degraded",
  "Failed",
  "Deleting",
] as const;
export type Phase = (typeof PHASES)[number];

/** How far the sale probe goes. */
export const SALE_MODES = ["order", "browse"] as const;
export type SaleMode = (typeof SALE_MODES)[number];

export const SIZES = ["small", "medium", "large"] as const;
export type Size = (typeof SIZES)[number];

/** The steps of a timeline, in the order in which a store passes them. */
export const STEPS = [
  "Queue",
  "Namespace",
  "Policies",
  "Credentials",
  "Release",
  "Workloads",
  "Sale",
  "Delete",
] as const;
export type Step = (typeof STEPS)[number];

/** kstatus' three, and one a step. Source: sigs.k8s.io/cli-utils/pkg/kstatus. */
export const CONDITIONS = [
  "Ready",
  "Reconciling",
  "Stalled",
  "NamespaceReady",
  "PoliciesReady",
  "CredentialsReady",
  "ReleaseApplied",
  "Serving",
  /** Somebody could buy in the release that is there: True after a sale, Unknown where none was tried. */
  "Sells",
  /** The public address reaches the shop; as the operator sees it. */
  "Routed",
  /** Browsers trust the certificate of the public address; as the operator sees it. Absent where that has no TLS. */
  "Certified",
] as const;
export type ConditionType = (typeof CONDITIONS)[number];

/** Reasons of timeline entries that are not failures; a failure's reason is its error code (errors.ts). */
export type Reason =
  | "Queued"
  | "NamespaceEnsured"
  | "PoliciesEnsured"
  | "CredentialsEnsured"
  | "ReleaseInstall"
  | "ReleaseUpgrade"
  | "WorkloadsRollout"
  | "SaleProbe"
  | "SaleSkipped"
  | "StoreRouted"
  | "StoreCertified"
  | "CertificateProblem"
  | "StoreReady"
  | "StoreSuspended"
  | "StoreDegraded"
  | "ReleaseRollback"
  | "DataRestore"
  | "StoreWaking"
  | "DriftRepaired"
  | "SlowerThanUsual"
  | "BackingOff"
  | "Resumed"
  | "RetryRequested"
  | "SpecChanged"
  | "NamespaceLost"
  | "NamespaceFree"
  | "HostFree"
  | "ReleaseUninstall"
  | "NamespaceDelete";

export const LIMITS = {
  /** Longest store name: leaves room for `<name>-<component>` plus what workload controllers append. */
  name: 40,
  displayName: 80,
  host: 253,
  email: 254,
  engine: 32,
  engineVersion: 48,
  message: 1024,
  /** Timeline: entries and bytes of JSON. */
  events: 64,
  eventsBytes: 16 * 1024,
  components: 16,
  saleSteps: 8,
  history: 5,
  /** A plan: objects, and characters of the difference of one. */
  planChanges: 32,
  planDiff: 600,
  planRequest: 512,
  logLines: 10,
} as const;
