import { ANNOTATIONS, CONDITIONS, FINALIZER, PHASES } from "@shopyard/crds/constants.ts";
import type { ErrorCode } from "@shopyard/crds/errors.ts";
import type { Condition, StoreStatus, TimelineEntry } from "@shopyard/crds/store.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action } from "../../operator/reconcile/action.ts";
import { decide } from "../../operator/reconcile/decide.ts";
import { type Failure, toLastError } from "../../operator/reconcile/failure.ts";
import type { Observation, ObservedHost } from "../../operator/reconcile/observation.ts";
import { at, DESIRED, HOST, NAMESPACE, observation, SETTLED, T0 } from "./support/fixtures.ts";

const condition = (type: Condition["type"], status: Condition["status"] = "True", time = at(0)): Condition => ({
  type,
  status,
  reason: "Test",
  lastTransitionTime: time,
});
const openDelete: TimelineEntry = {
  id: "e1",
  seq: 1,
  time: at(0),
  phase: "Deleting",
  step: "Delete",
  type: "Normal",
  reason: "ReleaseUninstall",
  message: "",
  attempt: 1,
  count: 1,
};
const CRASH: Failure = { code: "CrashLoop", step: "Workloads", component: "Pod/demo-web-0", message: "it crashed" };

/** Everything done: the status of a store that serves. */
const BUILT: StoreStatus = {
  phase: "Ready",
  readyAt: at(0),
  observedGeneration: 1,
  attempts: 1,
  namespace: { name: "shop-demo", uid: "ns-1" },
  policiesDigest: "p1",
  release: { name: "demo", chart: "woocommerce", chartVersion: "0.1.0", appVersion: "11.1.0", digest: "d1" },
  conditions: [condition("CredentialsReady"), condition("ReleaseApplied"), condition("Sells")],
};
const BUILDING: StoreStatus = { ...BUILT, phase: "Provisioning", slotSince: at(0) };
const CONDITIONS_UNSOLD = [condition("CredentialsReady"), condition("ReleaseApplied")];
const unsold: StoreStatus = { ...BUILDING, conditions: [...CONDITIONS_UNSOLD, condition("Sells", "False")] };
const UNSOLD: Failure = { code: "SaleFailed", step: "Sale", component: "Pod/demo-sale-1-x", message: "no stock" };
const grown: StoreStatus = {
  ...BUILT,
  conditions: [...(BUILT.conditions ?? []), { ...condition("PoliciesReady"), reason: "Grown" }],
};
const ROUTE = { answers: true, detail: "http://demo.localhost answers", certificate: undefined };
const CERTIFICATE = { reason: "Expired", message: "Expired yesterday" } as const;
const CERTIFIED = { ...ROUTE, certificate: CERTIFICATE };
const certified = (reason: string): Condition => ({ ...condition("Certified", "False"), ...CERTIFICATE, reason });
const routed = (status: "True" | "False"): Condition => ({ ...condition("Routed", status), message: ROUTE.detail });
const QUEUED: StoreStatus = { phase: "Pending", observedGeneration: 1, attempts: 0, queuedAt: at(0) };
const without = (status: StoreStatus, ...types: Condition["type"][]): StoreStatus => ({
  ...status,
  conditions: status.conditions?.filter(({ type }) => !types.includes(type)),
});
const FREE: ObservedHost = { ...HOST, holder: "nobody" };
const LOST: ObservedHost = { ...HOST, holder: "another", claimant: "store first" };
const HOST_TAKEN: Failure = { code: "HostTaken", step: "Queue", message: "demo.localhost belongs to store first" };
const SERVING = { namespace: NAMESPACE, workloads: SETTLED };
const STABLE = { name: "demo", chart: "woocommerce", chartVersion: "0.1.0", appVersion: "11.1.0", revision: 1 };
const retry = (token: string) => ({ annotations: { [ANNOTATIONS.retry]: token } });
const deleted = { deletionTimestamp: at(9_000) };
const DEADLINE = T0 + 900_000;
const going = { ...NAMESPACE, terminating: true };
const LACKS = "shopyard.dev/store=demo";
const relabelled = { ...NAMESPACE, ours: false, lacks: [LACKS] };
const theirs = { ...relabelled, uid: "ns-theirs" };
const TAKEN: Failure = {
  code: "NamespaceTaken",
  step: "Namespace",
  message: `namespace shop-demo exists and is not this store's: it does not carry ${LACKS}`,
};
const RELABELLED: Failure = {
  code: "NamespaceRelabelled",
  step: "Namespace",
  message: `namespace shop-demo was made for this store and no longer carries ${LACKS}`,
};

type Case = [situation: string, given: Parameters<typeof observation>[0], action: Action | Action["type"]];

const check = (_: string, given: Parameters<typeof observation>[0], expected: Action | Action["type"]) => {
  const action = decide(observation(given));
  if (typeof expected === "string") expect(action.type).toBe(expected);
  else expect(action).toEqual(expected);
};

describe("a store that is being deleted", () => {
  const deleting: StoreStatus = { ...without(BUILT, "ReleaseApplied"), phase: "Deleting", events: [openDelete] };
  const uninstalled = (ms: number): StoreStatus => ({
    ...deleting,
    conditions: [{ ...condition("ReleaseApplied", "False", at(ms)), reason: "Uninstalled" }],
  });
  const cases: Case[] = [
    [
      "whose finalizer is gone only says who else holds it",
      { store: { metadata: { ...deleted, finalizers: ["x/y", "z"] } } },
      { type: "TellHeld", finalizers: ["x/y", "z"], left: undefined },
    ],
    [
      "whose finalizer was removed by hand says what is left",
      { store: { metadata: { ...deleted, finalizers: ["x/y"] }, status: deleting }, namespace: NAMESPACE },
      { type: "TellHeld", finalizers: ["x/y"], left: "shop-demo" },
    ],
    [
      "is left to Kubernetes' own finalizers without a word",
      { store: { metadata: { ...deleted, finalizers: ["foregroundDeletion", "orphan"] } } },
      { type: "Wait" },
    ],
    ["that nobody holds is left alone", { store: { metadata: { ...deleted, finalizers: [] } } }, { type: "Wait" }],
    ["says so first, though it never began", { store: { metadata: deleted } }, "BeginDeletion"],
    ...PHASES.filter((phase) => phase !== "Deleting").map(
      (phase): Case => [
        `says so first when it was ${phase}`,
        { store: { metadata: deleted, status: { ...BUILT, phase } }, namespace: NAMESPACE },
        "BeginDeletion",
      ],
    ),
    [
      "has its release uninstalled first",
      {
        store: { metadata: deleted, status: { ...deleting, conditions: [condition("ReleaseApplied")] } },
        namespace: NAMESPACE,
      },
      "Uninstall",
    ],
    [
      "waits for pods to end",
      { store: { metadata: deleted, status: uninstalled(0) }, namespace: NAMESPACE, podsLeft: 1 },
      { type: "Wait", at: T0 + 20_000 },
    ],
    [
      "does not wait for pods for ever",
      { now: T0 + 20_000, store: { metadata: deleted, status: uninstalled(0) }, namespace: NAMESPACE, podsLeft: 1 },
      "DeleteNamespace",
    ],
    [
      "loses its namespace when no pod is left",
      { store: { metadata: deleted, status: uninstalled(9_999) }, namespace: NAMESPACE },
      "DeleteNamespace",
    ],
    [
      "that never had a release loses its namespace at once",
      { store: { metadata: deleted, status: deleting }, namespace: NAMESPACE, podsLeft: 3 },
      "DeleteNamespace",
    ],
    [
      "waits for the namespace to go",
      {
        store: { metadata: deleted, status: { ...deleting, conditions: [condition("ReleaseApplied")] } },
        namespace: going,
      },
      { type: "AwaitNamespaceGone" },
    ],
    [
      "looks again when the namespace is overdue",
      { store: { metadata: deleted, status: deleting }, namespace: { ...going, overdueAt: T0 + 30_000 } },
      { type: "AwaitNamespaceGone", at: T0 + 30_000 },
    ],
    [
      "waits for changes only, once it is",
      {
        now: T0 + 30_000,
        store: { metadata: deleted, status: deleting },
        namespace: { ...going, overdueAt: T0 + 30_000, blockedBy: "a finalizer" },
      },
      { type: "AwaitNamespaceGone" },
    ],
    [
      "waits for its own namespace to go whatever that is labelled",
      { store: { metadata: deleted, status: deleting }, namespace: { ...relabelled, terminating: true } },
      "AwaitNamespaceGone",
    ],
    [
      "neither deletes its own namespace without its labels nor leaves it behind",
      { store: { metadata: deleted, status: deleting }, namespace: relabelled },
      { type: "AwaitLabels", failure: { ...RELABELLED, step: "Delete" } },
    ],
    [
      "goes on when the labels are back",
      { store: { metadata: deleted, status: deleting }, namespace: NAMESPACE },
      "DeleteNamespace",
    ],
    [
      "takes over what carries its labels under another uid, as after a restore",
      { store: { metadata: deleted, status: deleting }, namespace: { ...NAMESPACE, uid: "ns-restored" } },
      "DeleteNamespace",
    ],
    [
      "lets its hosts go when nothing routes them any more",
      { store: { metadata: deleted, status: deleting }, host: { ...HOST, surplus: ["demo.localhost"] } },
      { type: "ReleaseHosts", hosts: ["demo.localhost"] },
    ],
    [
      "keeps its hosts while its namespace is there",
      {
        store: { metadata: deleted, status: deleting },
        namespace: { ...NAMESPACE, terminating: true },
        host: { ...HOST, surplus: ["demo.localhost"] },
      },
      "AwaitNamespaceGone",
    ],
    ["tells the end", { store: { metadata: deleted, status: deleting } }, "FinishDeletion"],
    [
      "is let go when the end was told",
      { store: { metadata: deleted, status: { ...deleting, events: [] } } },
      "DropFinalizer",
    ],
    [
      "never touches a namespace that is not ours",
      { store: { metadata: deleted, status: { ...deleting, events: [] } }, namespace: theirs },
      "DropFinalizer",
    ],
  ];
  test.each(cases)("%s", check);
});

describe("intake", () => {
  const FAILED: StoreStatus = { ...QUEUED, phase: "Failed", attempts: 3, queuedAt: undefined, lastHandledRetry: "one" };
  const unknownVersion = { engine: "known", version: "unknown", asked: "9", offered: ["11.1.0", "11.0.0"] } as const;
  const cases: Case[] = [
    ["puts the finalizer on before anything is made", { store: { metadata: { finalizers: [] } } }, "AddFinalizer"],
    [
      "keeps others' finalizers out of it",
      { store: { metadata: { finalizers: ["x/y"] }, status: QUEUED } },
      "AddFinalizer",
    ],
    ["queues a new store", {}, { type: "Queue", because: "Created" }],
    ["leaves a failed store alone", { store: { status: FAILED }, slotFree: true, namespace: NAMESPACE }, "Wait"],
    ["leaves it alone when its retry was taken", { store: { metadata: retry("one"), status: FAILED } }, "Wait"],
    [
      "queues a failed store again on a new token",
      { store: { metadata: retry("two"), status: FAILED } },
      { type: "Queue", because: "RetryRequested" },
    ],
    [
      "queues a failed store again when its spec changes",
      { store: { metadata: { generation: 2 }, status: FAILED } },
      { type: "Queue", because: "SpecChanged" },
    ],
    [
      "takes a retry as the end of backing off",
      { store: { metadata: retry("two"), status: { ...QUEUED, attempts: 1, notBefore: at(60_000) } } },
      { type: "Queue", because: "RetryRequested" },
    ],
    [
      "applies a degraded store anew when asked",
      { store: { metadata: retry("x"), status: { ...BUILT, phase: "Degraded" } } },
      { type: "Queue", because: "RetryRequested" },
    ],
    ["only notes a retry of what did not fail", { store: { metadata: retry("x"), status: BUILT } }, "AcknowledgeRetry"],
    [
      "only notes a retry of what is being built",
      { store: { metadata: retry("x"), status: BUILDING } },
      "AcknowledgeRetry",
    ],
    [
      "fails an unknown engine for good, without a slot",
      { store: { spec: { engine: "magento" }, status: QUEUED }, desired: { engine: "unknown" } },
      {
        type: "FailAttempt",
        final: true,
        failure: { code: "UnknownEngine", step: "Queue", message: 'no engine "magento" on this platform' },
      },
    ],
    [
      "fails an unknown version for good and says which there are",
      { store: { status: QUEUED }, desired: unknownVersion },
      {
        type: "FailAttempt",
        final: true,
        failure: {
          code: "UnknownEngineVersion",
          step: "Queue",
          message: "woocommerce 9 is not offered; there is: 11.1.0, 11.0.0",
        },
      },
    ],
    ...(["Ready", "Suspended", "Degraded"] as const).map(
      (phase): Case => [
        `lets a ${phase} store be when this operator has lost its version`,
        { store: { status: { ...BUILT, phase } }, desired: unknownVersion, namespace: NAMESPACE },
        { type: "Wait" },
      ],
    ),
    [
      "fails a serving store that asks for an unknown version",
      { store: { metadata: { generation: 2 }, status: BUILT }, desired: unknownVersion, namespace: NAMESPACE },
      "FailAttempt",
    ],
    ...[QUEUED, BUILT, BUILDING].map(
      (status): Case => [
        `never adopts a namespace that is not ours when ${status.phase}`,
        { store: { status }, namespace: theirs, slotFree: true },
        { type: "FailAttempt", final: true, failure: TAKEN },
      ],
    ),
    [
      "waits for one of others that is on its way out",
      { store: { status: QUEUED }, namespace: { ...theirs, terminating: true }, slotFree: true },
      "AwaitPredecessorGone",
    ],
    ["claims its host before it waits for a slot", { store: { status: QUEUED }, host: FREE }, "ClaimHost"],
    ["claims its host where it was built without", { store: { status: BUILT }, ...SERVING, host: FREE }, "ClaimHost"],
    [
      "fails where another store has its host",
      { store: { status: QUEUED }, host: LOST, slotFree: true },
      { type: "FailAttempt", final: true, failure: HOST_TAKEN },
    ],
    [
      "stays Failed while another store has its host",
      { store: { status: { ...FAILED, lastError: toLastError(HOST_TAKEN, T0) } }, host: LOST },
      { type: "Wait" },
    ],
    [
      "goes on when its host is free",
      { store: { status: { ...FAILED, lastError: toLastError(HOST_TAKEN, T0) } }, host: FREE },
      { type: "Queue", because: "HostFree" },
    ],
    [
      "serves on where it asks for a host that another store has",
      {
        store: {
          metadata: { generation: 2 },
          status: { ...BUILT, stable: { ...STABLE, digest: "d0" }, release: { ...STABLE, digest: "d0" } },
        },
        namespace: NAMESPACE,
        host: LOST,
      },
      { type: "RejectChange", failure: HOST_TAKEN },
    ],
    [
      "is Degraded where two were built with one host",
      { store: { status: BUILT }, ...SERVING, host: LOST },
      { type: "MarkDegraded", failure: HOST_TAKEN },
    ],
    [
      "says so once",
      {
        store: { status: { ...BUILT, phase: "Degraded", lastError: toLastError(HOST_TAKEN, T0) } },
        ...SERVING,
        host: LOST,
      },
      { type: "Wait" },
    ],
    [
      "lets go of hosts that it no longer needs",
      { store: { status: BUILT }, ...SERVING, host: { ...HOST, surplus: ["old.test"] } },
      { type: "ReleaseHosts", hosts: ["old.test"] },
    ],
    [
      "keeps them while it does not serve yet",
      { store: { status: BUILDING }, namespace: NAMESPACE, host: { ...HOST, surplus: ["old.test"] } },
      "ObserveWorkloads",
    ],
    ...[TAKEN, RELABELLED].flatMap((failure): Case[] => {
      const status = { ...FAILED, lastError: toLastError(failure, T0) };
      return [
        [`stays Failed while there is ${failure.code}`, { store: { status }, namespace: theirs }, { type: "Wait" }],
        [
          `goes on after ${failure.code} when the namespace is gone`,
          { store: { status } },
          { type: "Queue", because: "NamespaceFree" },
        ],
        [
          `goes on after ${failure.code} when the labels are there`,
          { store: { status }, namespace: NAMESPACE },
          { type: "Queue", because: "NamespaceFree" },
        ],
        [`does not go on after ${failure.code} while it goes`, { store: { status }, namespace: going }, "Wait"],
      ];
    }),
    [
      "does not go on by itself after another failure",
      { store: { status: { ...FAILED, lastError: toLastError(CRASH, T0) } } },
      { type: "Wait" },
    ],
    ...(["Ready", "Suspended", "Degraded"] as const).flatMap((phase): Case[] => [
      [
        `tells that the namespace of a ${phase} store lost its labels`,
        { store: { status: { ...BUILT, phase } }, namespace: relabelled, workloads: SETTLED },
        { type: "MarkDegraded", failure: RELABELLED },
      ],
      [
        `tells it although a ${phase} store could not be built anew`,
        { store: { status: { ...BUILT, phase } }, namespace: relabelled, desired: unknownVersion },
        { type: "MarkDegraded", failure: RELABELLED },
      ],
      [
        `builds a ${phase} store anew that lost its namespace, although there is no way back`,
        { store: { status: { ...BUILT, phase } }, stuck: true },
        { type: "Queue", because: "NamespaceLost" },
      ],
    ]),
    [
      "tells it once",
      {
        store: { status: { ...BUILT, phase: "Degraded", lastError: toLastError(RELABELLED, T0) } },
        namespace: relabelled,
        workloads: { fatal: CRASH },
      },
      { type: "Wait" },
    ],
    [
      "touches nothing in it, also for a new spec",
      {
        store: {
          metadata: { generation: 2 },
          status: { ...BUILT, phase: "Degraded", lastError: toLastError(RELABELLED, T0) },
        },
        namespace: relabelled,
        desired: { ...DESIRED, releaseDigest: "d2", policiesDigest: "p2" },
      },
      { type: "Wait" },
    ],
    [
      "says so when it is being built",
      { store: { status: BUILDING }, namespace: relabelled },
      { type: "FailAttempt", final: true, failure: RELABELLED },
    ],
    [
      "is Ready again when the labels are back",
      {
        store: { status: { ...BUILT, phase: "Degraded", lastError: toLastError(RELABELLED, T0) } },
        namespace: NAMESPACE,
        workloads: SETTLED,
      },
      "MarkReady",
    ],
    [
      "is Degraded for what it is then",
      {
        store: { status: { ...BUILT, phase: "Degraded", lastError: toLastError(RELABELLED, T0) } },
        namespace: NAMESPACE,
        workloads: { suspected: { ...CRASH, code: "ProbeFailing" } },
      },
      { type: "MarkDegraded", failure: { ...CRASH, code: "ProbeFailing" } },
    ],
    [
      "is built anew then if it was not what the spec asks for",
      {
        store: { status: { ...BUILT, phase: "Degraded", lastError: toLastError(RELABELLED, T0) } },
        namespace: NAMESPACE,
        stuck: true,
        desired: { ...DESIRED, releaseDigest: "d2" },
      },
      { type: "Queue", because: "NamespaceFree" },
    ],
  ];
  test.each(cases)("%s", check);
});

describe("the queue", () => {
  const backingOff: StoreStatus = { ...QUEUED, attempts: 1, notBefore: at(60_000) };
  const cases: Case[] = [
    ["waits for a slot", { store: { status: QUEUED } }, { type: "Wait" }],
    ["starts with a free slot", { store: { status: QUEUED }, slotFree: true }, "StartAttempt"],
    [
      "waits for a predecessor's namespace to go",
      { store: { status: QUEUED }, slotFree: true, namespace: { ...going, overdueAt: T0 + 30_000 } },
      { type: "AwaitPredecessorGone", at: T0 + 30_000 },
    ],
    ...["Terminating", "TeardownBlocked"].flatMap((reason): Case[] => {
      const status = { ...QUEUED, conditions: [{ ...condition("NamespaceReady", "False"), reason }] };
      return [
        [`says that it no longer waits when ${reason} is over`, { store: { status } }, "NotePredecessorGone"],
        [
          `also when one of ours is there after ${reason}`,
          { store: { status }, namespace: NAMESPACE, slotFree: true },
          "NotePredecessorGone",
        ],
      ];
    }),
    [
      "lets a store back off without its slot",
      { store: { status: backingOff }, slotFree: true },
      { type: "Wait", at: T0 + 60_000 },
    ],
    [
      "starts the next attempt when the time has come",
      { now: T0 + 60_000, store: { status: backingOff }, slotFree: true },
      "StartAttempt",
    ],
    [
      "goes on waiting after backing off when no slot is free",
      { now: T0 + 60_000, store: { status: backingOff } },
      { type: "Wait" },
    ],
    ...(["Ready", "Suspended", "Degraded"] as const).flatMap((phase): Case[] => [
      [
        `begins a new round when the spec of a ${phase} store changes`,
        { store: { status: { ...BUILT, phase } }, desired: { ...DESIRED, releaseDigest: "d2" }, namespace: NAMESPACE },
        { type: "Queue", because: "SpecChanged" },
      ],
      [
        `begins a new round when a ${phase} store's namespace was made anew`,
        { store: { status: { ...BUILT, phase } }, namespace: { ...NAMESPACE, uid: "ns-2" } },
        { type: "Queue", because: "NamespaceLost" },
      ],
      [
        `begins a new round when a ${phase} store's namespace is gone`,
        { store: { status: { ...BUILT, phase } } },
        { type: "Queue", because: "NamespaceLost" },
      ],
    ]),
    [
      "begins a new round as soon as a serving store's namespace goes away",
      { store: { status: BUILT }, namespace: going },
      { type: "Queue", because: "NamespaceLost" },
    ],
  ];
  test.each(cases)("%s", check);
});

describe("provisioning", () => {
  const lost = { ...NAMESPACE, uid: "ns-2" };
  const cases: Case[] = [
    [
      "goes on with what an operator that is gone began",
      { since: T0 + 1, store: { status: { ...QUEUED, slotSince: at(0) } } },
      "Resume",
    ],
    ["makes the namespace first", { store: { status: { ...QUEUED, slotSince: at(0) } } }, "EnsureNamespace"],
    ["makes it anew when it was lost", { store: { status: BUILDING } }, "EnsureNamespace"],
    ["takes note of a namespace with another uid", { store: { status: BUILDING }, namespace: lost }, "EnsureNamespace"],
    [
      "lets go of its slot when its namespace was deleted by hand",
      { store: { status: BUILDING }, namespace: going },
      { type: "Queue", because: "NamespaceLost" },
    ],
    [
      "then the policies, taking nothing away that runs",
      { store: { status: { ...BUILDING, policiesDigest: undefined } }, namespace: NAMESPACE },
      { type: "EnsurePolicies", grow: true },
    ],
    [
      "applies policies that changed",
      { store: { status: { ...BUILDING, policiesDigest: "old" } }, namespace: NAMESPACE },
      "EnsurePolicies",
    ],
    [
      "then the credentials",
      { store: { status: without(BUILDING, "CredentialsReady") }, namespace: NAMESPACE },
      "EnsureCredentials",
    ],
    [
      "then the release",
      { store: { status: without(BUILDING, "ReleaseApplied") }, namespace: NAMESPACE },
      "ApplyRelease",
    ],
    [
      "applies a release of another digest again",
      { store: { status: BUILDING }, namespace: NAMESPACE, desired: { ...DESIRED, releaseDigest: "d2" } },
      "ApplyRelease",
    ],
    [
      "then waits for the parts until the deadline",
      { store: { status: BUILDING }, namespace: NAMESPACE },
      { type: "ObserveWorkloads", at: DEADLINE },
    ],
    [
      "is done when all is settled",
      { store: { status: BUILDING }, namespace: NAMESPACE, workloads: SETTLED },
      "MarkReady",
    ],
    [
      "prefers settled to a fatal part that is not expected",
      { store: { status: BUILDING }, namespace: NAMESPACE, workloads: { ...SETTLED, fatal: CRASH } },
      "MarkReady",
    ],
    [
      "lets somebody buy when all is settled",
      { store: { status: unsold }, namespace: NAMESPACE, workloads: SETTLED },
      { type: "StartSale", mode: "order" },
    ],
    [
      "does not let anybody buy before",
      { store: { status: unsold }, namespace: NAMESPACE },
      { type: "ObserveWorkloads", at: DEADLINE },
    ],
    [
      "lets somebody only look where the platform says so",
      {
        store: { status: unsold },
        namespace: NAMESPACE,
        workloads: SETTLED,
        desired: { ...DESIRED, sale: "browse" },
      },
      { type: "StartSale", mode: "browse" },
    ],
    ...(["Simulated", "NotProbed"] as const).map(
      (because): Case => [
        `says so where nobody tries to buy: ${because}`,
        {
          store: { status: unsold },
          namespace: NAMESPACE,
          workloads: SETTLED,
          desired: { ...DESIRED, sale: because },
        },
        { type: "SkipSale", because },
      ],
    ),
    [
      "is done where that was said",
      {
        store: { status: { ...BUILDING, conditions: [...CONDITIONS_UNSOLD, condition("Sells", "Unknown")] } },
        namespace: NAMESPACE,
        workloads: SETTLED,
      },
      "MarkReady",
    ],
    [
      "waits for the sale until the deadline",
      { store: { status: unsold }, namespace: NAMESPACE, workloads: SETTLED, sale: { state: "running" } },
      { type: "Wait", at: DEADLINE },
    ],
    [
      "says at the deadline that it was the sale",
      {
        now: DEADLINE,
        store: { status: unsold },
        namespace: NAMESPACE,
        workloads: SETTLED,
        sale: { state: "running" },
      },
      {
        type: "FailAttempt",
        final: true,
        failure: { code: "DeadlineExceeded", step: "Sale", message: "900 s are over; not ready: the sale" },
      },
    ],
    [
      "takes note of the sale",
      {
        store: { status: unsold },
        namespace: NAMESPACE,
        workloads: SETTLED,
        sale: { state: "passed", steps: [{ step: "browse", durationMs: 1 }], order: "7" },
      },
      { type: "RecordSale", mode: "order", steps: [{ step: "browse", durationMs: 1 }], order: "7" },
    ],
    [
      "is not Ready when nobody can buy",
      {
        store: { status: unsold },
        namespace: NAMESPACE,
        workloads: SETTLED,
        sale: { state: "failed", failure: UNSOLD },
      },
      { type: "FailAttempt", failure: UNSOLD, final: false },
    ],
    [
      "falls asleep without a sale",
      {
        store: { status: unsold, spec: { suspended: true } },
        namespace: NAMESPACE,
        workloads: SETTLED,
      },
      "MarkReady",
    ],
    [
      "ends the attempt on what waiting will not heal",
      { store: { status: { ...BUILDING, attempts: 2 } }, namespace: NAMESPACE, workloads: { fatal: CRASH } },
      { type: "FailAttempt", failure: CRASH, final: false },
    ],
    [
      "gives up with the last attempt",
      { store: { status: { ...BUILDING, attempts: 3 } }, namespace: NAMESPACE, workloads: { fatal: CRASH } },
      { type: "FailAttempt", failure: CRASH, final: true },
    ],
    [
      "does not end the attempt on what may heal",
      { store: { status: BUILDING }, namespace: NAMESPACE, workloads: { suspected: CRASH } },
      "ObserveWorkloads",
    ],
    [
      "goes on a millisecond before the deadline",
      { now: DEADLINE - 1, store: { status: BUILDING }, namespace: NAMESPACE },
      "ObserveWorkloads",
    ],
    [
      "ends at the deadline with the likeliest reason",
      { now: DEADLINE, store: { status: BUILDING }, namespace: NAMESPACE, workloads: { suspected: CRASH } },
      {
        type: "FailAttempt",
        final: true,
        failure: {
          code: "DeadlineExceeded",
          step: "Workloads",
          message: "900 s are over; not ready: demo-web (it crashed)",
          component: "Pod/demo-web-0",
          cause: "CrashLoop",
        },
      },
    ],
    [
      "counts the time in earlier slots",
      { now: T0 + 300_000, store: { status: { ...BUILDING, slotMs: 600_000 } }, namespace: NAMESPACE },
      "FailAttempt",
    ],
    [
      "ends at the deadline though the namespace will not go",
      { now: DEADLINE, store: { status: BUILDING }, namespace: going },
      "FailAttempt",
    ],
  ];
  test.each(cases)("%s", check);
});

describe("a store that was built", () => {
  const degraded: StoreStatus = { ...BUILT, phase: "Degraded" };
  const suspended: StoreStatus = { ...BUILT, phase: "Suspended" };
  const cases: Case[] = [
    ["is only looked at", { store: { status: BUILT }, namespace: NAMESPACE, workloads: SETTLED }, "ObserveWorkloads"],
    [
      "is only looked at while asleep",
      { store: { status: suspended, spec: { suspended: true } }, namespace: NAMESPACE, workloads: SETTLED },
      "ObserveWorkloads",
    ],
    [
      "gets new policies without a slot",
      { store: { status: BUILT }, namespace: NAMESPACE, desired: { ...DESIRED, policiesDigest: "p2" } },
      { type: "EnsurePolicies", grow: false },
    ],
    [
      "gives back what a roll-out needed",
      { store: { status: grown }, namespace: NAMESPACE, workloads: SETTLED },
      { type: "EnsurePolicies", grow: false },
    ],
    ["but not while a part is missing", { store: { status: grown }, namespace: NAMESPACE }, "MarkDegraded"],
    [
      "takes note of an address that answers",
      { store: { status: BUILT }, namespace: NAMESPACE, workloads: SETTLED, route: ROUTE },
      { type: "RecordRoute", route: ROUTE },
    ],
    [
      "says so once",
      {
        store: { status: { ...BUILT, conditions: [...(BUILT.conditions ?? []), routed("True")] } },
        namespace: NAMESPACE,
        workloads: SETTLED,
        route: ROUTE,
      },
      "ObserveWorkloads",
    ],
    [
      "takes note of one that stopped",
      {
        store: { status: { ...BUILT, conditions: [...(BUILT.conditions ?? []), routed("True")] } },
        namespace: NAMESPACE,
        workloads: SETTLED,
        route: { answers: false, detail: "HTTP 503", certificate: undefined },
      },
      "RecordRoute",
    ],
    [
      "takes note of a certificate",
      {
        store: { status: { ...BUILT, conditions: [...(BUILT.conditions ?? []), routed("True"), certified("Valid")] } },
        namespace: NAMESPACE,
        workloads: SETTLED,
        route: CERTIFIED,
      },
      { type: "RecordRoute", route: CERTIFIED },
    ],
    [
      "says that once, too",
      {
        store: {
          status: { ...BUILT, conditions: [...(BUILT.conditions ?? []), routed("True"), certified("Expired")] },
        },
        namespace: NAMESPACE,
        workloads: SETTLED,
        route: CERTIFIED,
      },
      "ObserveWorkloads",
    ],
    [
      "keeps what it said of a certificate that nobody could tell of",
      {
        store: {
          status: { ...BUILT, conditions: [...(BUILT.conditions ?? []), routed("True"), certified("Expired")] },
        },
        namespace: NAMESPACE,
        workloads: SETTLED,
        route: ROUTE,
      },
      "ObserveWorkloads",
    ],
    [
      "is degraded when a part fails",
      { store: { status: BUILT }, namespace: NAMESPACE, workloads: { fatal: CRASH } },
      { type: "MarkDegraded", failure: CRASH },
    ],
    [
      "is degraded when a part is not ready for no known reason",
      { store: { status: BUILT }, namespace: NAMESPACE },
      {
        type: "MarkDegraded",
        failure: { code: "WorkloadsNotReady", step: "Workloads", message: "not ready: demo-web" },
      },
    ],
    [
      "is degraded once",
      { store: { status: degraded }, namespace: NAMESPACE, workloads: { fatal: CRASH } },
      { type: "ObserveWorkloads" },
    ],
    ...["WorkloadsNotReady", "ProbeFailing"].map(
      (code): Case => [
        `is degraded anew, once, when more is known than ${code}`,
        {
          store: { status: { ...degraded, lastError: toLastError({ ...CRASH, code: code as ErrorCode }, T0) } },
          namespace: NAMESPACE,
          workloads: { fatal: CRASH },
        },
        { type: "MarkDegraded", failure: CRASH },
      ],
    ),
    [
      "is not degraded anew for what is no better known",
      {
        store: { status: { ...degraded, lastError: toLastError({ ...CRASH, code: "WorkloadsNotReady" }, T0) } },
        namespace: NAMESPACE,
        workloads: { suspected: { ...CRASH, code: "ProbeFailing" } },
      },
      { type: "ObserveWorkloads" },
    ],
    [
      "is not degraded anew for another failure",
      {
        store: { status: { ...degraded, lastError: toLastError({ ...CRASH, code: "OutOfMemory" }, T0) } },
        namespace: NAMESPACE,
        workloads: { fatal: CRASH },
      },
      { type: "ObserveWorkloads" },
    ],
    ["is Ready again", { store: { status: degraded }, namespace: NAMESPACE, workloads: SETTLED }, "MarkReady"],
    [
      "has no deadline",
      { now: T0 + 1e12, store: { status: degraded }, namespace: NAMESPACE },
      { type: "ObserveWorkloads" },
    ],
  ];
  test.each(cases)("%s", check);
});

describe("whatever is observed", () => {
  const time = fc.integer({ min: -2_000_000, max: 2_000_000 }).map(at);
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const digest = fc.constantFrom("d1", "d2");
  const uid = fc.constantFrom("ns-1", "ns-2");
  const failure = fc.constant(CRASH);
  const status = fc.record({
    phase: maybe(fc.constantFrom(...PHASES)),
    observedGeneration: maybe(fc.integer({ min: 1, max: 2 })),
    attempts: maybe(fc.nat(4)),
    namespace: maybe(uid.map((uid) => ({ name: "shop-demo", uid }))),
    policiesDigest: maybe(fc.constantFrom("p1", "p2")),
    release: maybe(digest.map((digest) => ({ ...(BUILT.release as object), digest }) as StoreStatus["release"])),
    conditions: maybe(
      fc.uniqueArray(
        fc.record({ type: fc.constantFrom(...CONDITIONS), status: fc.constantFrom("True", "False"), time }),
        { selector: ({ type }) => type },
      ),
    ).map((all) => all?.map(({ type, status, time }) => condition(type, status as "True" | "False", time))),
    slotSince: maybe(time),
    slotMs: maybe(fc.nat(1_000_000)),
    queuedAt: maybe(time),
    notBefore: maybe(time),
    lastHandledRetry: maybe(fc.constantFrom("a", "b")),
    events: maybe(fc.constantFrom([], [openDelete])),
  });
  const anyObservation: fc.Arbitrary<Observation> = fc
    .record({
      now: fc.integer({ min: -2_000_000, max: 2_000_000 }).map((ms) => T0 + ms),
      metadata: fc.record({
        generation: fc.integer({ min: 1, max: 2 }),
        deletionTimestamp: maybe(time),
        finalizers: maybe(fc.constantFrom<string[]>([], [FINALIZER], ["x/y", FINALIZER])),
        annotations: maybe(fc.constantFrom("a", "b").map((token) => ({ [ANNOTATIONS.retry]: token }))),
      }),
      status: maybe(status as fc.Arbitrary<StoreStatus>),
      desired: fc.oneof(
        fc.constant({ engine: "unknown" } as const),
        fc.constant({ engine: "known", version: "unknown", asked: "9", offered: ["1"] } as const),
        digest.map((releaseDigest) => ({ ...DESIRED, releaseDigest })),
      ),
      namespace: maybe(
        fc.record({
          name: fc.constant("shop-demo"),
          uid,
          terminating: fc.boolean(),
          ours: fc.boolean(),
          lacks: fc.constantFrom([], ["shopyard.dev/store=demo"]),
          ageSeconds: fc.nat(100),
          overdueAt: maybe(fc.integer({ min: -2_000_000, max: 2_000_000 }).map((ms) => T0 + ms)),
          blockedBy: maybe(fc.constant("finalizers")),
        }),
      ),
      workloads: fc.record({ settled: fc.boolean(), fatal: maybe(failure), suspected: maybe(failure) }),
      usual: maybe(fc.constant({ median: 10_000, slowAfter: 60_000 })),
      podsLeft: fc.nat(2),
      slotFree: fc.boolean(),
    })
    .map(({ metadata, status, ...rest }) => observation({ ...rest, store: { metadata, status } }));
  const freeze = <T>(value: T): T => {
    if (value !== null && typeof value === "object") Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };

  test("there is one decision, the same each time, and the observation stays as it was", () => {
    fc.assert(
      fc.property(anyObservation, (observed) => {
        const before = structuredClone(observed);
        const action = decide(freeze(observed));
        expect(decide(before)).toEqual(action);
        expect(observed).toEqual(before);
        if ("at" in action && action.at !== undefined) expect(action.at).not.toBeNaN();
      }),
      { numRuns: 3_000 },
    );
  });

  test("nothing of ours is left behind and nothing of others is taken", () => {
    fc.assert(
      fc.property(anyObservation, (observed) => {
        const { type } = decide(observed);
        const { deletionTimestamp, finalizers } = observed.store.metadata;
        const ours = observed.namespace?.ours === true;
        const { namespace } = observed.store.status ?? {};
        const madeForIt = observed.namespace !== undefined && observed.namespace.uid === namespace?.uid;
        if (type === "DeleteNamespace" || type === "Uninstall") expect(ours).toBe(true);
        if (type === "AwaitNamespaceGone") expect(ours || madeForIt).toBe(true);
        if (type === "DropFinalizer" || type === "FinishDeletion") expect(ours || madeForIt).toBe(false);
        const taking = ["BeginDeletion", "Uninstall", "DeleteNamespace", "AwaitNamespaceGone", "DropFinalizer"];
        if (taking.includes(type)) expect(deletionTimestamp).toBeDefined();
        if (taking.includes(type)) expect(finalizers).toContain(FINALIZER);
        const making = [
          "EnsureNamespace",
          "EnsurePolicies",
          "EnsureCredentials",
          "ApplyRelease",
          "RollBack",
          "StartSale",
        ];
        if (making.includes(type)) {
          expect(deletionTimestamp).toBeUndefined();
          expect(finalizers).toContain(FINALIZER);
          if (observed.namespace !== undefined) expect(ours).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("helm runs only with a slot, and never in a namespace that goes away or is another", () => {
    fc.assert(
      fc.property(anyObservation, (observed) => {
        if (decide(observed).type !== "ApplyRelease") return;
        expect(observed.store.status?.slotSince).toBeDefined();
        expect(observed.namespace?.terminating).toBe(false);
        expect(observed.store.status?.namespace?.uid).toBe(observed.namespace?.uid);
      }),
      { numRuns: 3_000 },
    );
  });
});
