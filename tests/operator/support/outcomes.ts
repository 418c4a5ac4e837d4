/** Outcomes of every kind, for properties of the status that tells them. */
import { LIMITS, SALE_MODES, SIZES, STEPS } from "@shopyard/crds/constants.ts";
import { ERRORS, type ErrorCode } from "@shopyard/crds/errors.ts";
import type { ComponentStatus, ReleaseRecord } from "@shopyard/crds/store.ts";
import fc from "fast-check";
import type { Failure } from "../../../operator/reconcile/failure.ts";
import type { Workloads } from "../../../operator/reconcile/observation.ts";
import type { Outcome } from "../../../operator/reconcile/outcome.ts";
import type { Asked } from "../../../operator/reconcile/target.ts";
import { clip } from "../../../operator/reconcile/timeline.ts";
import { at } from "./fixtures.ts";

/** Mostly short; at times far beyond every limit, with characters of two UTF-16 units. */
const words: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("it broke", "it broke again", "") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(3), fc.integer({ min: 250, max: 3_000 }))
      .map(([odd, n]) => "x".repeat(odd) + "🛒".repeat(n)),
  },
);

const failure: fc.Arbitrary<Failure> = fc.record(
  {
    code: fc.constantFrom(...(Object.keys(ERRORS) as ErrorCode[])),
    step: fc.constantFrom(...STEPS),
    message: words,
    component: words,
    cause: fc.constantFrom(...(Object.keys(ERRORS) as ErrorCode[])),
    evidence: fc.record(
      {
        podReason: words.map((text) => clip(text, 128)),
        exitCode: fc.nat(255),
        kubernetesEvent: words.map((text) => clip(text)),
        logs: fc.array(
          words.map((text) => clip(text, 256)),
          { maxLength: 10 },
        ),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["code", "step", "message"] },
);

const address = fc.constantFrom("http://demo.localhost", "http://other.localhost");
const component: fc.Arbitrary<ComponentStatus> = fc.record({
  kind: fc.constantFrom("Deployment", "StatefulSet", "Job"),
  name: fc.constantFrom("demo-web", "demo-database"),
  ready: fc.boolean(),
  restarts: fc.nat(9),
});
const workloads: fc.Arbitrary<Workloads> = fc.record({
  settled: fc.boolean(),
  components: fc.array(component, { maxLength: 30 }),
  waitingFor: words,
  fatal: fc.constant(undefined),
  suspected: fc.constant(undefined),
});

const release: fc.Arbitrary<ReleaseRecord> = fc.record({
  name: fc.constant("demo"),
  revision: fc.integer({ min: 1, max: 9 }),
  chart: fc.constant("woocommerce"),
  chartVersion: fc.constant("0.1.0"),
  appVersion: fc.constant("11.1.0"),
  digest: fc.constantFrom("a".repeat(40), "b".repeat(40), "c".repeat(40)),
  time: fc.constant(at(0)),
  size: fc.constantFrom(...SIZES),
  suspended: fc.boolean(),
});

const rejected: fc.Arbitrary<Asked> = fc.record({
  digest: fc.constantFrom("b".repeat(40), "no 12"),
  appVersion: fc.constantFrom("11.1.0", "12"),
  size: fc.constantFrom(...SIZES),
});

const copy = fc.record({ key: fc.constantFrom("1764103999123", "1764104000000"), time: fc.constant(at(1_000)) });
const durationMs = fc.double({ min: 0, max: 1e6, noNaN: true });
const retryToken = fc.option(fc.constantFrom("a", "b"), { nil: undefined });

export const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    type: fc.constant("Queued"),
    because: fc.constantFrom("Created", "SpecChanged", "RetryRequested", "NamespaceLost", "NamespaceFree", "HostFree"),
    retryToken,
    url: fc.constant("http://demo.localhost"),
    adminUrl: fc.constant("http://demo.localhost/wp-admin/"),
    engineVersion: fc.option(fc.constant("11.1.0"), { nil: undefined }),
  }),
  fc.record({ type: fc.constant("RetryAcknowledged"), retryToken }),
  fc.record({ type: fc.constant("AttemptStarted") }),
  fc.record({ type: fc.constant("Resumed") }),
  fc.record({
    type: fc.constant("NamespaceEnsured"),
    name: fc.constant("shop-demo"),
    uid: fc.constantFrom("ns-1", "ns-2"),
    takenOver: fc.boolean(),
    durationMs,
  }),
  fc.record({
    type: fc.constant("PoliciesEnsured"),
    digest: fc.constant("d".repeat(40)),
    grown: fc.boolean(),
    count: fc.nat(9),
    durationMs,
  }),
  fc.record({
    type: fc.constant("CredentialsEnsured"),
    namespace: fc.constant("shop-demo"),
    name: fc.constant("demo-credentials"),
    made: fc.boolean(),
    durationMs,
  }),
  fc.record({ type: fc.constant("ReleaseStarted"), how: fc.constantFrom("install", "upgrade", "rollback") }),
  fc.record({ type: fc.constant("MigrationBegan"), copy: fc.option(copy, { nil: undefined }) }),
  fc.record({ type: fc.constant("RestoreBegun"), copy, failure, rejected }),
  fc.record({ type: fc.constant("RestoreStarted") }),
  fc.record({ type: fc.constant("DataRestored") }),
  fc.record({ type: fc.constant("RollbackBegun"), failure, rejected }),
  fc.record({ type: fc.constant("ChangeRejected"), failure, rejected, url: address, adminUrl: address }),
  fc.record({
    type: fc.constant("UpgradeStuck"),
    failure,
    rejected,
    serving: fc.constantFrom("new", "old", "nobody"),
  }),
  fc.record({ type: fc.constant("ReleaseApplied"), release }),
  fc.record({ type: fc.constant("WorkloadsObserved"), workloads }),
  fc.record({ type: fc.constant("FoundSlow"), step: fc.constantFrom(...STEPS), message: words }),
  fc.record({ type: fc.constant("SaleStarted"), mode: fc.constantFrom(...SALE_MODES) }),
  fc.record({
    type: fc.constant("SalePassed"),
    mode: fc.constantFrom(...SALE_MODES),
    digest: fc.constant("a".repeat(40)),
    steps: fc.array(fc.record({ step: fc.constantFrom("browse", "cart", "checkout"), durationMs: fc.nat(9_000) }), {
      maxLength: LIMITS.saleSteps,
    }),
    order: fc.option(fc.constant("order_1"), { nil: undefined }),
  }),
  fc.record({ type: fc.constant("SaleSkipped"), because: fc.constantFrom("Simulated", "NotProbed") }),
  fc.record({ type: fc.constant("PlanMade"), plan: fc.record({ token: fc.constant("t"), time: fc.constant(at(0)) }) }),
  fc.record({ type: fc.constant("DriftRepaired"), objects: fc.array(words, { minLength: 1, maxLength: 20 }) }),
  fc.record({ type: fc.constant("RouteChanged"), route: fc.record({ answers: fc.boolean(), detail: words }) }),
  fc.record({
    type: fc.constant("BecameReady"),
    workloads,
    url: address,
    adminUrl: fc.constant("http://demo.localhost/wp-admin/"),
    simulated: fc.boolean(),
    suspended: fc.boolean(),
    rolledBack: fc.boolean(),
  }),
  fc.record({ type: fc.constant("BecameDegraded"), workloads, failure }),
  fc.record({
    type: fc.constant("AttemptFailed"),
    failure,
    final: fc.boolean(),
    retryInMs: fc.double({ min: 0, max: 3_600_000, noNaN: true }),
    retryToken,
  }),
  fc.record({ type: fc.constant("DeletionBegun") }),
  fc.record({ type: fc.constant("Uninstalled"), warning: fc.option(words, { nil: undefined }) }),
  fc.record({
    type: fc.constant("PredecessorGoing"),
    name: fc.constant("shop-demo"),
    blockedBy: fc.option(words, { nil: undefined }),
  }),
  fc.record({ type: fc.constant("PredecessorGone") }),
  fc.record({ type: fc.constant("LabelsLost"), failure }),
  fc.record({
    type: fc.constant("HeldByOthers"),
    finalizers: fc.array(words, { minLength: 1 }),
    left: fc.option(words, { nil: undefined }),
  }),
  fc.record({ type: fc.constant("NamespaceDeleting"), blockedBy: fc.option(words, { nil: undefined }) }),
  fc.record({ type: fc.constant("NamespaceGone") }),
) as fc.Arbitrary<Outcome>;
