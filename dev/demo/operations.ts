/** What the demo asks of the API. */

export const CREATE = /* GraphQL */ `
  mutation Create($input: CreateStoreInput!) {
    createStore(input: $input) {
      __typename
      ... on CreateStoreSuccess { created store { id name url namespace } }
      ... on DomainError { code message hint }
    }
  }`;

export const DELETE = /* GraphQL */ `
  mutation Delete($input: DeleteStoreInput!) {
    deleteStore(input: $input) {
      __typename
      ... on DomainError { code message hint }
    }
  }`;

export const WATCH_STORE = /* GraphQL */ `
  subscription Watch($id: ID!) {
    storeChanged(id: $id) {
      __typename
      ... on StoresSnapshot { stores { ...Live } }
      ... on StoreUpserted { store { ...Live } }
      ... on StoreLeft { reason }
    }
  }
  fragment Live on Store { phase url namespace simulated message adminUrl adminEmail credentials { name namespace } sale { order time } lastError { code message hint resolvedAt } }`;

export const WATCH_EVENTS = /* GraphQL */ `
  subscription Timeline($store: ID!) {
    storeEventAdded(store: $store) {
      __typename
      ... on EventsAppended { events { id seq phase step type reason message durationMs attempt count } }
    }
  }`;

export interface Refusal {
  __typename: string;
  code?: string;
  message?: string;
  hint?: string | null;
}

export interface LiveStore {
  phase: string;
  url: string | null;
  namespace: string | null;
  simulated: boolean;
  message: string | null;
  adminUrl: string | null;
  adminEmail: string | null;
  credentials: { name: string; namespace: string } | null;
  sale: { order: string | null; time: string } | null;
  lastError: { code: string; message: string; hint: string; resolvedAt: string | null } | null;
}

export interface TimelineEvent {
  id: string;
  seq: number;
  phase: string;
  step: string;
  type: "NORMAL" | "WARNING";
  reason: string;
  message: string;
  durationMs: number | null;
  attempt: number;
  count: number;
}
