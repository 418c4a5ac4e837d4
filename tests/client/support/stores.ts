import type { StoreDetail, StoreEvent, StoreRow } from "../../../client/src/live/live-state.ts";

const ENGINE = { id: "engine-w", name: "woocommerce", title: "WooCommerce" };

export const row = (name: string, change: Partial<StoreRow> = {}): StoreRow => ({
  id: `id-${name}`,
  name,
  displayName: name,
  phase: "PROVISIONING",
  message: "Building the store",
  url: `http://${name}.localhost`,
  size: "SMALL",
  engineVersion: "11.1.0",
  createdAt: "2026-11-23T06:59:00.000Z",
  startedAt: null,
  readyAt: null,
  retryAt: null,
  attempts: 1,
  queuePosition: null,
  simulated: true,
  engine: ENGINE,
  conditions: [],
  ...change,
});

export const detail = (name: string, change: Partial<StoreDetail> = {}): StoreDetail => ({
  ...row(name),
  adminUrl: null,
  adminEmail: null,
  namespace: `shop-${name}`,
  requestedVersion: null,
  suspended: false,
  asleep: false,
  queuedAt: null,
  deletionRequestedAt: null,
  engine: { ...ENGINE, available: true },
  credentials: null,
  release: null,
  stable: null,
  history: [],
  rejected: null,
  drift: null,
  plan: null,
  sale: null,
  conditions: [],
  components: [],
  lastError: null,
  ...change,
});

export const event = (id: string, seq: number, change: Partial<StoreEvent> = {}): StoreEvent => ({
  id,
  seq,
  time: new Date(Date.parse("2026-11-23T07:00:00.000Z") + seq * 1_000).toISOString(),
  phase: "PROVISIONING",
  step: "NAMESPACE",
  type: "NORMAL",
  reason: "NamespaceEnsured",
  message: "Namespace is there",
  attempt: 1,
  count: 1,
  durationMs: 10,
  ...change,
});

export const snapshot = (cursor: string, ...stores: unknown[]) => ({ __typename: "StoresSnapshot", cursor, stores });
export const upserted = (cursor: string, store: unknown) => ({ __typename: "StoreUpserted", cursor, store });
export const synced = (cursor: string) => ({ __typename: "Synced", cursor });
export const gap = (cursor: string) => ({ __typename: "ResumeGap", cursor });
export const left = (cursor: string, name: string, reason = "DELETED") => ({
  __typename: "StoreLeft",
  cursor,
  id: `id-${name}`,
  name,
  reason,
});
export const appended = (cursor: string, events: StoreEvent[], droppedThrough = 0) => ({
  __typename: "EventsAppended",
  cursor,
  storeId: "id",
  droppedThrough,
  events,
});
