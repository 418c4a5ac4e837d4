/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type ConditionStatus =
  | 'FALSE'
  | 'TRUE'
  | 'UNKNOWN';

export type CreateStoreInput = {
  adminEmail?: string | null | undefined;
  displayName?: string | null | undefined;
  engine: string;
  engineVersion?: string | null | undefined;
  host?: string | null | undefined;
  name: string;
  size?: StoreSize | null | undefined;
};

export type DeleteStoreInput = {
  /** Must repeat the store's name: a guard against deleting the wrong one. */
  confirmName: string;
  id: string;
};

export type ErrorCodeKind =
  | 'FAILURE'
  | 'REFUSAL';

export type LimitKind =
  | 'CREATE_RATE'
  | 'GLOBAL_STORES'
  | 'OWN_STORES';

export type NameCheckReason =
  | 'DELETING'
  | 'INVALID'
  | 'TAKEN';

/** The change to think through; what is left out stays as it is. */
export type PlanStoreInput = {
  engineVersion?: string | null | undefined;
  id: string;
  size?: StoreSize | null | undefined;
  suspended?: boolean | null | undefined;
};

export type PlannedChangeKind =
  | 'ADDED'
  | 'CHANGED'
  | 'REMOVED';

export type ResumeStoreInput = {
  id: string;
};

export type RetryStoreInput = {
  id: string;
};

export type RollbackStoreInput = {
  id: string;
  /** Of an entry of the store's `history`, or of `stable`. */
  revision: number;
};

export type StoreEventType =
  | 'NORMAL'
  | 'WARNING';

export type StoreLeftReason =
  | 'DELETED'
  | 'FILTERED'
  | 'FORBIDDEN';

export type StorePhase =
  | 'DEGRADED'
  | 'DELETING'
  | 'FAILED'
  | 'PENDING'
  | 'PROVISIONING'
  | 'READY'
  | 'SUSPENDED'
  | 'UPGRADING';

export type StoreSize =
  | 'LARGE'
  | 'MEDIUM'
  | 'SMALL';

export type StoreStep =
  | 'CREDENTIALS'
  | 'DELETE'
  | 'NAMESPACE'
  | 'POLICIES'
  | 'QUEUE'
  | 'RELEASE'
  | 'SALE'
  | 'WORKLOADS';

export type SuspendStoreInput = {
  id: string;
};

/** What is left out or null stays as it is; an empty text takes a field back to its default. */
export type UpdateStoreInput = {
  displayName?: string | null | undefined;
  /** Empty: whatever it runs. */
  engineVersion?: string | null | undefined;
  id: string;
  size?: StoreSize | null | undefined;
};

export type UpdateStoreMutationVariables = Exact<{
  input: UpdateStoreInput;
}>;


export type UpdateStoreMutation = { updateStore:
    | { __typename: 'ClusterUnavailable', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'InvalidInput', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null, violations: Array<{ field: string, got: string, allowed: string }> }
    | { __typename: 'StoreDeleting', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'StoreNotFound', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'UpdateStoreSuccess', changed: Array<string>, store: { id: string } }
   };

export type PlanStoreMutationVariables = Exact<{
  input: PlanStoreInput;
}>;


export type PlanStoreMutation = { planStore:
    | { __typename: 'ClusterUnavailable', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'InvalidInput', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null, violations: Array<{ field: string, got: string, allowed: string }> }
    | { __typename: 'PlanStoreSuccess', token: string }
    | { __typename: 'StoreDeleting', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'StoreNotFound', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
   };

export type SuspendStoreMutationVariables = Exact<{
  input: SuspendStoreInput;
}>;


export type SuspendStoreMutation = { suspendStore:
    | { __typename: 'ClusterUnavailable', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'StoreDeleting', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'StoreNotFound', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'SuspendStoreSuccess', store: { id: string } }
   };

export type ResumeStoreMutationVariables = Exact<{
  input: ResumeStoreInput;
}>;


export type ResumeStoreMutation = { resumeStore:
    | { __typename: 'ClusterUnavailable', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'ResumeStoreSuccess', store: { id: string } }
    | { __typename: 'StoreDeleting', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'StoreNotFound', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
   };

export type RollbackStoreMutationVariables = Exact<{
  input: RollbackStoreInput;
}>;


export type RollbackStoreMutation = { rollbackStore:
    | { __typename: 'ClusterUnavailable', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'InvalidInput', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'NoSuchRevision', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'RollbackStoreSuccess', store: { id: string } }
    | { __typename: 'StoreDeleting', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'StoreNotFound', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
   };

export type StorePlanQueryVariables = Exact<{
  name: string;
}>;


export type StorePlanQuery = { store: { id: string, plan: { token: string, appVersion: string | null, size: StoreSize | null, unchanged: number, truncated: boolean, error: string | null, changes: Array<{ change: PlannedChangeKind, kind: string, name: string, diff: string | null }> } | null } | null };

export type CreateStoreMutationVariables = Exact<{
  input: CreateStoreInput;
}>;


export type CreateStoreMutation = { createStore:
    | { __typename: 'ClusterUnavailable', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null, retryAfterSeconds: number | null }
    | { __typename: 'CreateStoreSuccess', created: boolean, differences: Array<{ field: string, requested: string | null, actual: string | null }>, store: { id: string, name: string } }
    | { __typename: 'EngineConflict', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'InvalidInput', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null, violations: Array<{ field: string, got: string, allowed: string }> }
    | { __typename: 'LimitReached', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null, kind: LimitKind, limit: number, used: number, retryAfterSeconds: number | null }
    | { __typename: 'NameTaken', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'StoreDeleting', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
   };

export type DeleteStoreMutationVariables = Exact<{
  input: DeleteStoreInput;
}>;


export type DeleteStoreMutation = { deleteStore:
    | { __typename: 'ClusterUnavailable', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'DeleteStoreSuccess', store: { id: string, phase: StorePhase } }
    | { __typename: 'InvalidInput', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'StoreNotFound', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
   };

export type RetryStoreMutationVariables = Exact<{
  input: RetryStoreInput;
}>;


export type RetryStoreMutation = { retryStore:
    | { __typename: 'ClusterUnavailable', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null, retryAfterSeconds: number | null }
    | { __typename: 'NotRetryable', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'RetryStoreSuccess', store: { id: string, phase: StorePhase } }
    | { __typename: 'StoreDeleting', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
    | { __typename: 'StoreNotFound', code: string, message: string, field: Array<string> | null, hint: string | null, docsUrl: string | null }
   };

export type CapacityQueryVariables = Exact<{ [key: string]: never; }>;


export type CapacityQuery = { capacity: { limit: number | null, used: number, ownUsed: number, ownLimit: number, provisioning: number, queued: number, maxConcurrentProvisions: number }, platform: { simulated: boolean, baseDomain: string, version: string } };

export type EnginesQueryVariables = Exact<{ [key: string]: never; }>;


export type EnginesQuery = { engines: Array<{ id: string, name: string, title: string, description: string, available: boolean, defaultVersion: string, versions: Array<string>, sizes: Array<{ name: StoreSize, cpu: string, memory: string, storage: string }> }>, platform: { simulated: boolean, baseDomain: string, urlScheme: string, urlPort: number | null } };

export type StoreNameQueryVariables = Exact<{
  name: string;
}>;


export type StoreNameQuery = { storeName: { name: string, available: boolean, reason: NameCheckReason | null, message: string, url: string, namespace: string } };

export type StoreByNameQueryVariables = Exact<{
  name: string;
}>;


export type StoreByNameQuery = { store: { id: string, name: string, displayName: string, phase: StorePhase, message: string | null, url: string | null, adminUrl: string | null, adminEmail: string | null, namespace: string | null, size: StoreSize, engineVersion: string | null, requestedVersion: string | null, suspended: boolean, asleep: boolean, simulated: boolean, attempts: number, createdAt: string, queuedAt: string | null, startedAt: string | null, readyAt: string | null, retryAt: string | null, deletionRequestedAt: string | null, queuePosition: number | null, engine: { id: string, name: string, title: string, available: boolean }, credentials: { namespace: string, name: string } | null, release: { name: string, chart: string, chartVersion: string, appVersion: string, revision: number | null, size: StoreSize | null, suspended: boolean } | null, stable: { revision: number | null, appVersion: string, size: StoreSize | null } | null, history: Array<{ revision: number | null, appVersion: string, size: StoreSize | null, time: string | null }>, rejected: { appVersion: string, size: StoreSize | null } | null, drift: { count: number, time: string, objects: Array<string> } | null, plan: { token: string } | null, sale: { order: string | null, time: string } | null, components: Array<{ kind: string, name: string, ready: boolean, restarts: number, reason: string | null }>, conditions: Array<{ type: string, status: ConditionStatus, reason: string, message: string | null }>, lastError: { code: string, title: string, step: StoreStep, component: string | null, message: string, hint: string, docsUrl: string | null, retryable: boolean, time: string, resolvedAt: string | null, cause: { code: string, title: string, docsUrl: string } | null, evidence: { podReason: string | null, exitCode: number | null, kubernetesEvent: string | null, logs: Array<string> } | null } | null } | null };

export type PastRunsQueryVariables = Exact<{
  engine: string;
}>;


export type PastRunsQuery = { stores: { edges: Array<{ node: { id: string, startedAt: string | null, readyAt: string | null } }> } };

export type ErrorCodesQueryVariables = Exact<{ [key: string]: never; }>;


export type ErrorCodesQuery = { errorCodes: Array<{ code: string, kind: ErrorCodeKind, title: string, meaning: string, hint: string, evidence: string | null, retryable: boolean | null, docsUrl: string }> };

export type StoreRowFragment = { id: string, name: string, displayName: string, phase: StorePhase, message: string | null, url: string | null, size: StoreSize, engineVersion: string | null, createdAt: string, startedAt: string | null, readyAt: string | null, retryAt: string | null, attempts: number, queuePosition: number | null, simulated: boolean, engine: { id: string, name: string, title: string }, conditions: Array<{ type: string, status: ConditionStatus }> };

export type StoreDetailFragment = { id: string, name: string, displayName: string, phase: StorePhase, message: string | null, url: string | null, adminUrl: string | null, adminEmail: string | null, namespace: string | null, size: StoreSize, engineVersion: string | null, requestedVersion: string | null, suspended: boolean, asleep: boolean, simulated: boolean, attempts: number, createdAt: string, queuedAt: string | null, startedAt: string | null, readyAt: string | null, retryAt: string | null, deletionRequestedAt: string | null, queuePosition: number | null, engine: { id: string, name: string, title: string, available: boolean }, credentials: { namespace: string, name: string } | null, release: { name: string, chart: string, chartVersion: string, appVersion: string, revision: number | null, size: StoreSize | null, suspended: boolean } | null, stable: { revision: number | null, appVersion: string, size: StoreSize | null } | null, history: Array<{ revision: number | null, appVersion: string, size: StoreSize | null, time: string | null }>, rejected: { appVersion: string, size: StoreSize | null } | null, drift: { count: number, time: string, objects: Array<string> } | null, plan: { token: string } | null, sale: { order: string | null, time: string } | null, components: Array<{ kind: string, name: string, ready: boolean, restarts: number, reason: string | null }>, conditions: Array<{ type: string, status: ConditionStatus, reason: string, message: string | null }>, lastError: { code: string, title: string, step: StoreStep, component: string | null, message: string, hint: string, docsUrl: string | null, retryable: boolean, time: string, resolvedAt: string | null, cause: { code: string, title: string, docsUrl: string } | null, evidence: { podReason: string | null, exitCode: number | null, kubernetesEvent: string | null, logs: Array<string> } | null } | null };

export type StoresChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type StoresChangedSubscription = { storesChanged:
    | { __typename: 'ResumeGap', cursor: string }
    | { __typename: 'StoreLeft', cursor: string, id: string, name: string, reason: StoreLeftReason }
    | { __typename: 'StoreUpserted', cursor: string, store: { id: string, name: string, displayName: string, phase: StorePhase, message: string | null, url: string | null, size: StoreSize, engineVersion: string | null, createdAt: string, startedAt: string | null, readyAt: string | null, retryAt: string | null, attempts: number, queuePosition: number | null, simulated: boolean, engine: { id: string, name: string, title: string }, conditions: Array<{ type: string, status: ConditionStatus }> } }
    | { __typename: 'StoresSnapshot', cursor: string, stores: Array<{ id: string, name: string, displayName: string, phase: StorePhase, message: string | null, url: string | null, size: StoreSize, engineVersion: string | null, createdAt: string, startedAt: string | null, readyAt: string | null, retryAt: string | null, attempts: number, queuePosition: number | null, simulated: boolean, engine: { id: string, name: string, title: string }, conditions: Array<{ type: string, status: ConditionStatus }> }> }
    | { __typename: 'Synced', cursor: string }
   };

export type StoreChangedSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type StoreChangedSubscription = { storeChanged:
    | { __typename: 'ResumeGap', cursor: string }
    | { __typename: 'StoreLeft', cursor: string, id: string, name: string, reason: StoreLeftReason }
    | { __typename: 'StoreUpserted', cursor: string, store: { id: string, name: string, displayName: string, phase: StorePhase, message: string | null, url: string | null, adminUrl: string | null, adminEmail: string | null, namespace: string | null, size: StoreSize, engineVersion: string | null, requestedVersion: string | null, suspended: boolean, asleep: boolean, simulated: boolean, attempts: number, createdAt: string, queuedAt: string | null, startedAt: string | null, readyAt: string | null, retryAt: string | null, deletionRequestedAt: string | null, queuePosition: number | null, engine: { id: string, name: string, title: string, available: boolean }, credentials: { namespace: string, name: string } | null, release: { name: string, chart: string, chartVersion: string, appVersion: string, revision: number | null, size: StoreSize | null, suspended: boolean } | null, stable: { revision: number | null, appVersion: string, size: StoreSize | null } | null, history: Array<{ revision: number | null, appVersion: string, size: StoreSize | null, time: string | null }>, rejected: { appVersion: string, size: StoreSize | null } | null, drift: { count: number, time: string, objects: Array<string> } | null, plan: { token: string } | null, sale: { order: string | null, time: string } | null, components: Array<{ kind: string, name: string, ready: boolean, restarts: number, reason: string | null }>, conditions: Array<{ type: string, status: ConditionStatus, reason: string, message: string | null }>, lastError: { code: string, title: string, step: StoreStep, component: string | null, message: string, hint: string, docsUrl: string | null, retryable: boolean, time: string, resolvedAt: string | null, cause: { code: string, title: string, docsUrl: string } | null, evidence: { podReason: string | null, exitCode: number | null, kubernetesEvent: string | null, logs: Array<string> } | null } | null } }
    | { __typename: 'StoresSnapshot', cursor: string, stores: Array<{ id: string, name: string, displayName: string, phase: StorePhase, message: string | null, url: string | null, adminUrl: string | null, adminEmail: string | null, namespace: string | null, size: StoreSize, engineVersion: string | null, requestedVersion: string | null, suspended: boolean, asleep: boolean, simulated: boolean, attempts: number, createdAt: string, queuedAt: string | null, startedAt: string | null, readyAt: string | null, retryAt: string | null, deletionRequestedAt: string | null, queuePosition: number | null, engine: { id: string, name: string, title: string, available: boolean }, credentials: { namespace: string, name: string } | null, release: { name: string, chart: string, chartVersion: string, appVersion: string, revision: number | null, size: StoreSize | null, suspended: boolean } | null, stable: { revision: number | null, appVersion: string, size: StoreSize | null } | null, history: Array<{ revision: number | null, appVersion: string, size: StoreSize | null, time: string | null }>, rejected: { appVersion: string, size: StoreSize | null } | null, drift: { count: number, time: string, objects: Array<string> } | null, plan: { token: string } | null, sale: { order: string | null, time: string } | null, components: Array<{ kind: string, name: string, ready: boolean, restarts: number, reason: string | null }>, conditions: Array<{ type: string, status: ConditionStatus, reason: string, message: string | null }>, lastError: { code: string, title: string, step: StoreStep, component: string | null, message: string, hint: string, docsUrl: string | null, retryable: boolean, time: string, resolvedAt: string | null, cause: { code: string, title: string, docsUrl: string } | null, evidence: { podReason: string | null, exitCode: number | null, kubernetesEvent: string | null, logs: Array<string> } | null } | null }> }
    | { __typename: 'Synced', cursor: string }
   };

export type StoreEventAddedSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type StoreEventAddedSubscription = { storeEventAdded:
    | { __typename: 'EventsAppended', cursor: string, storeId: string, droppedThrough: number, events: Array<{ id: string, seq: number, time: string, phase: StorePhase, step: StoreStep, type: StoreEventType, reason: string, message: string, attempt: number, count: number, durationMs: number | null }> }
    | { __typename: 'ResumeGap', cursor: string }
    | { __typename: 'StoreLeft', cursor: string, id: string, name: string, reason: StoreLeftReason }
    | { __typename: 'Synced', cursor: string }
   };

export type FreshnessChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type FreshnessChangedSubscription = { freshnessChanged: { stale: boolean, asOf: string } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const StoreRowFragmentDoc = new TypedDocumentString(`
    fragment StoreRow on Store {
  id
  name
  displayName
  phase
  message
  url
  size
  engineVersion
  createdAt
  startedAt
  readyAt
  retryAt
  attempts
  queuePosition
  simulated
  engine {
    id
    name
    title
  }
  conditions {
    type
    status
  }
}
    `, {"fragmentName":"StoreRow"}) as unknown as TypedDocumentString<StoreRowFragment, unknown>;
export const StoreDetailFragmentDoc = new TypedDocumentString(`
    fragment StoreDetail on Store {
  id
  name
  displayName
  phase
  message
  url
  adminUrl
  adminEmail
  namespace
  size
  engineVersion
  requestedVersion
  suspended
  asleep
  simulated
  attempts
  createdAt
  queuedAt
  startedAt
  readyAt
  retryAt
  deletionRequestedAt
  queuePosition
  engine {
    id
    name
    title
    available
  }
  credentials {
    namespace
    name
  }
  release {
    name
    chart
    chartVersion
    appVersion
    revision
    size
    suspended
  }
  stable {
    revision
    appVersion
    size
  }
  history {
    revision
    appVersion
    size
    time
  }
  rejected {
    appVersion
    size
  }
  drift {
    count
    time
    objects
  }
  plan {
    token
  }
  sale {
    order
    time
  }
  components {
    kind
    name
    ready
    restarts
    reason
  }
  conditions {
    type
    status
    reason
    message
  }
  lastError {
    code
    cause {
      code
      title
      docsUrl
    }
    title
    step
    component
    message
    hint
    docsUrl
    retryable
    time
    resolvedAt
    evidence {
      podReason
      exitCode
      kubernetesEvent
      logs
    }
  }
}
    `, {"fragmentName":"StoreDetail"}) as unknown as TypedDocumentString<StoreDetailFragment, unknown>;
export const UpdateStoreDocument = new TypedDocumentString(`
    mutation UpdateStore($input: UpdateStoreInput!) {
  updateStore(input: $input) {
    __typename
    ... on UpdateStoreSuccess {
      changed
      store {
        id
      }
    }
    ... on DomainError {
      code
      message
      field
      hint
      docsUrl
    }
    ... on InvalidInput {
      violations {
        field
        got
        allowed
      }
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateStoreMutation, UpdateStoreMutationVariables>;
export const PlanStoreDocument = new TypedDocumentString(`
    mutation PlanStore($input: PlanStoreInput!) {
  planStore(input: $input) {
    __typename
    ... on PlanStoreSuccess {
      token
    }
    ... on DomainError {
      code
      message
      field
      hint
      docsUrl
    }
    ... on InvalidInput {
      violations {
        field
        got
        allowed
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PlanStoreMutation, PlanStoreMutationVariables>;
export const SuspendStoreDocument = new TypedDocumentString(`
    mutation SuspendStore($input: SuspendStoreInput!) {
  suspendStore(input: $input) {
    __typename
    ... on SuspendStoreSuccess {
      store {
        id
      }
    }
    ... on DomainError {
      code
      message
      field
      hint
      docsUrl
    }
  }
}
    `) as unknown as TypedDocumentString<SuspendStoreMutation, SuspendStoreMutationVariables>;
export const ResumeStoreDocument = new TypedDocumentString(`
    mutation ResumeStore($input: ResumeStoreInput!) {
  resumeStore(input: $input) {
    __typename
    ... on ResumeStoreSuccess {
      store {
        id
      }
    }
    ... on DomainError {
      code
      message
      field
      hint
      docsUrl
    }
  }
}
    `) as unknown as TypedDocumentString<ResumeStoreMutation, ResumeStoreMutationVariables>;
export const RollbackStoreDocument = new TypedDocumentString(`
    mutation RollbackStore($input: RollbackStoreInput!) {
  rollbackStore(input: $input) {
    __typename
    ... on RollbackStoreSuccess {
      store {
        id
      }
    }
    ... on DomainError {
      code
      message
      field
      hint
      docsUrl
    }
  }
}
    `) as unknown as TypedDocumentString<RollbackStoreMutation, RollbackStoreMutationVariables>;
export const StorePlanDocument = new TypedDocumentString(`
    query StorePlan($name: String!) {
  store(name: $name) {
    id
    plan {
      token
      appVersion
      size
      unchanged
      truncated
      error
      changes {
        change
        kind
        name
        diff
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StorePlanQuery, StorePlanQueryVariables>;
export const CreateStoreDocument = new TypedDocumentString(`
    mutation CreateStore($input: CreateStoreInput!) {
  createStore(input: $input) {
    __typename
    ... on CreateStoreSuccess {
      created
      differences {
        field
        requested
        actual
      }
      store {
        id
        name
      }
    }
    ... on DomainError {
      code
      message
      field
      hint
      docsUrl
    }
    ... on InvalidInput {
      violations {
        field
        got
        allowed
      }
    }
    ... on LimitReached {
      kind
      limit
      used
      retryAfterSeconds
    }
    ... on ClusterUnavailable {
      retryAfterSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<CreateStoreMutation, CreateStoreMutationVariables>;
export const DeleteStoreDocument = new TypedDocumentString(`
    mutation DeleteStore($input: DeleteStoreInput!) {
  deleteStore(input: $input) {
    __typename
    ... on DeleteStoreSuccess {
      store {
        id
        phase
      }
    }
    ... on DomainError {
      code
      message
      field
      hint
      docsUrl
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteStoreMutation, DeleteStoreMutationVariables>;
export const RetryStoreDocument = new TypedDocumentString(`
    mutation RetryStore($input: RetryStoreInput!) {
  retryStore(input: $input) {
    __typename
    ... on RetryStoreSuccess {
      store {
        id
        phase
      }
    }
    ... on DomainError {
      code
      message
      field
      hint
      docsUrl
    }
    ... on ClusterUnavailable {
      retryAfterSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<RetryStoreMutation, RetryStoreMutationVariables>;
export const CapacityDocument = new TypedDocumentString(`
    query Capacity {
  capacity {
    limit
    used
    ownUsed
    ownLimit
    provisioning
    queued
    maxConcurrentProvisions
  }
  platform {
    simulated
    baseDomain
    version
  }
}
    `) as unknown as TypedDocumentString<CapacityQuery, CapacityQueryVariables>;
export const EnginesDocument = new TypedDocumentString(`
    query Engines {
  engines {
    id
    name
    title
    description
    available
    defaultVersion
    versions
    sizes {
      name
      cpu
      memory
      storage
    }
  }
  platform {
    simulated
    baseDomain
    urlScheme
    urlPort
  }
}
    `) as unknown as TypedDocumentString<EnginesQuery, EnginesQueryVariables>;
export const StoreNameDocument = new TypedDocumentString(`
    query StoreName($name: String!) {
  storeName(name: $name) {
    name
    available
    reason
    message
    url
    namespace
  }
}
    `) as unknown as TypedDocumentString<StoreNameQuery, StoreNameQueryVariables>;
export const StoreByNameDocument = new TypedDocumentString(`
    query StoreByName($name: String!) {
  store(name: $name) {
    ...StoreDetail
  }
}
    fragment StoreDetail on Store {
  id
  name
  displayName
  phase
  message
  url
  adminUrl
  adminEmail
  namespace
  size
  engineVersion
  requestedVersion
  suspended
  asleep
  simulated
  attempts
  createdAt
  queuedAt
  startedAt
  readyAt
  retryAt
  deletionRequestedAt
  queuePosition
  engine {
    id
    name
    title
    available
  }
  credentials {
    namespace
    name
  }
  release {
    name
    chart
    chartVersion
    appVersion
    revision
    size
    suspended
  }
  stable {
    revision
    appVersion
    size
  }
  history {
    revision
    appVersion
    size
    time
  }
  rejected {
    appVersion
    size
  }
  drift {
    count
    time
    objects
  }
  plan {
    token
  }
  sale {
    order
    time
  }
  components {
    kind
    name
    ready
    restarts
    reason
  }
  conditions {
    type
    status
    reason
    message
  }
  lastError {
    code
    cause {
      code
      title
      docsUrl
    }
    title
    step
    component
    message
    hint
    docsUrl
    retryable
    time
    resolvedAt
    evidence {
      podReason
      exitCode
      kubernetesEvent
      logs
    }
  }
}`) as unknown as TypedDocumentString<StoreByNameQuery, StoreByNameQueryVariables>;
export const PastRunsDocument = new TypedDocumentString(`
    query PastRuns($engine: String!) {
  stores(
    first: 20
    filter: {engine: [$engine], phase: [READY]}
    orderBy: {field: CREATED_AT, direction: DESC}
  ) {
    edges {
      node {
        id
        startedAt
        readyAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PastRunsQuery, PastRunsQueryVariables>;
export const ErrorCodesDocument = new TypedDocumentString(`
    query ErrorCodes {
  errorCodes {
    code
    kind
    title
    meaning
    hint
    evidence
    retryable
    docsUrl
  }
}
    `) as unknown as TypedDocumentString<ErrorCodesQuery, ErrorCodesQueryVariables>;
export const StoresChangedDocument = new TypedDocumentString(`
    subscription StoresChanged($after: String) {
  storesChanged(after: $after) {
    __typename
    ... on Frame {
      cursor
    }
    ... on StoresSnapshot {
      stores {
        ...StoreRow
      }
    }
    ... on StoreUpserted {
      store {
        ...StoreRow
      }
    }
    ... on StoreLeft {
      id
      name
      reason
    }
  }
}
    fragment StoreRow on Store {
  id
  name
  displayName
  phase
  message
  url
  size
  engineVersion
  createdAt
  startedAt
  readyAt
  retryAt
  attempts
  queuePosition
  simulated
  engine {
    id
    name
    title
  }
  conditions {
    type
    status
  }
}`) as unknown as TypedDocumentString<StoresChangedSubscription, StoresChangedSubscriptionVariables>;
export const StoreChangedDocument = new TypedDocumentString(`
    subscription StoreChanged($id: ID!, $after: String) {
  storeChanged(id: $id, after: $after) {
    __typename
    ... on Frame {
      cursor
    }
    ... on StoresSnapshot {
      stores {
        ...StoreDetail
      }
    }
    ... on StoreUpserted {
      store {
        ...StoreDetail
      }
    }
    ... on StoreLeft {
      id
      name
      reason
    }
  }
}
    fragment StoreDetail on Store {
  id
  name
  displayName
  phase
  message
  url
  adminUrl
  adminEmail
  namespace
  size
  engineVersion
  requestedVersion
  suspended
  asleep
  simulated
  attempts
  createdAt
  queuedAt
  startedAt
  readyAt
  retryAt
  deletionRequestedAt
  queuePosition
  engine {
    id
    name
    title
    available
  }
  credentials {
    namespace
    name
  }
  release {
    name
    chart
    chartVersion
    appVersion
    revision
    size
    suspended
  }
  stable {
    revision
    appVersion
    size
  }
  history {
    revision
    appVersion
    size
    time
  }
  rejected {
    appVersion
    size
  }
  drift {
    count
    time
    objects
  }
  plan {
    token
  }
  sale {
    order
    time
  }
  components {
    kind
    name
    ready
    restarts
    reason
  }
  conditions {
    type
    status
    reason
    message
  }
  lastError {
    code
    cause {
      code
      title
      docsUrl
    }
    title
    step
    component
    message
    hint
    docsUrl
    retryable
    time
    resolvedAt
    evidence {
      podReason
      exitCode
      kubernetesEvent
      logs
    }
  }
}`) as unknown as TypedDocumentString<StoreChangedSubscription, StoreChangedSubscriptionVariables>;
export const StoreEventAddedDocument = new TypedDocumentString(`
    subscription StoreEventAdded($id: ID!, $after: String) {
  storeEventAdded(store: $id, after: $after) {
    __typename
    ... on Frame {
      cursor
    }
    ... on EventsAppended {
      storeId
      droppedThrough
      events {
        id
        seq
        time
        phase
        step
        type
        reason
        message
        attempt
        count
        durationMs
      }
    }
    ... on StoreLeft {
      id
      name
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<StoreEventAddedSubscription, StoreEventAddedSubscriptionVariables>;
export const FreshnessChangedDocument = new TypedDocumentString(`
    subscription FreshnessChanged {
  freshnessChanged {
    stale
    asOf
  }
}
    `) as unknown as TypedDocumentString<FreshnessChangedSubscription, FreshnessChangedSubscriptionVariables>;