import type { Store as StoreResource } from "@shopyard/crds/store.ts";
import { builder } from "../builder.ts";
import { phaseOf } from "../kube/phase.ts";
import { parseStoreKey, storeKey } from "../kube/store-id.ts";
import { listEvents } from "../services/list-events.ts";
import { Engine, engineView } from "./engine.ts";
import { StorePhase, StoreSize } from "./enums.ts";
import { StoreEventConnection } from "./store-event.ts";
import { StoreFailure } from "./store-failure.ts";
import { CredentialsReference, StoreComponent, StoreCondition, StoreSale } from "./store-parts.ts";
import { RejectedRelease, StoreDrift, StorePlan, StoreRelease } from "./store-releases.ts";

export const Store = builder.objectRef<StoreResource>("Store");

builder.node(Store, {
  id: {
    resolve: storeKey,
    description: "Encodes the uid: a store deleted and made again under its name has another.",
  },
  isTypeOf: (value) => typeof value === "object" && value !== null && "spec" in value && "metadata" in value,
  loadOne: (key, { platform }) => {
    const id = parseStoreKey(key);
    return (id && platform.stores.byUid(id.uid)) ?? null;
  },
  fields: (t) => ({
    name: t.string({ resolve: ({ metadata }) => metadata.name }),
    displayName: t.string({ resolve: ({ metadata, spec }) => spec.displayName || metadata.name }),
    engine: t.field({ type: Engine, resolve: ({ spec }, _, { platform }) => engineView(platform, spec.engine) }),
    engineVersion: t.string({
      nullable: true,
      resolve: ({ spec, status }) => status?.engineVersion || spec.engineVersion || null,
    }),
    requestedVersion: t.string({
      nullable: true,
      description: "The version that the spec names; null where it leaves the choice to the platform.",
      resolve: ({ spec }) => spec.engineVersion || null,
    }),
    size: t.field({ type: StoreSize, resolve: ({ spec }) => spec.size ?? "small" }),
    adminEmail: t.string({ nullable: true, resolve: ({ spec }) => spec.adminEmail || null }),
    suspended: t.boolean({
      description: "The store asks to be asleep.",
      resolve: ({ spec }) => spec.suspended ?? false,
    }),
    asleep: t.boolean({
      description: "It is: no pods run, data is kept.",
      resolve: (store) => phaseOf(store) === "Suspended",
    }),
    phase: t.field({ type: StorePhase, resolve: phaseOf }),
    message: t.string({
      nullable: true,
      description: "The Ready condition's message.",
      resolve: ({ status }) => status?.conditions?.find(({ type }) => type === "Ready")?.message ?? status?.message,
    }),
    conditions: t.field({ type: [StoreCondition], resolve: ({ status }) => status?.conditions ?? [] }),
    components: t.field({ type: [StoreComponent], resolve: ({ status }) => status?.components ?? [] }),
    release: t.field({ type: StoreRelease, nullable: true, resolve: ({ status }) => status?.release }),
    stable: t.field({
      type: StoreRelease,
      nullable: true,
      description: "The release that was Ready last: what a failed upgrade goes back to.",
      resolve: ({ status }) => status?.stable,
    }),
    history: t.field({
      type: [StoreRelease],
      description: "Releases that were Ready before the present one, newest first: where rollbackStore can go.",
      resolve: ({ status }) => status?.history ?? [],
    }),
    rejected: t.field({ type: RejectedRelease, nullable: true, resolve: ({ status }) => status?.rejected }),
    migrationBegan: t.boolean({
      description: "The release under way has begun to change the shop's data.",
      resolve: ({ status }) => status?.migrationBegan ?? false,
    }),
    plan: t.field({
      type: StorePlan,
      nullable: true,
      description: "The answer to the latest planStore that was answered.",
      resolve: ({ status }) => status?.plan,
    }),
    drift: t.field({ type: StoreDrift, nullable: true, resolve: ({ status }) => status?.drift }),
    sale: t.field({
      type: StoreSale,
      nullable: true,
      description: "The latest sale that went through; null where nobody tried, as on simulated nodes.",
      resolve: ({ status }) => status?.sale,
    }),
    namespace: t.string({ nullable: true, resolve: ({ status }) => status?.namespace?.name }),
    credentials: t.field({
      type: CredentialsReference,
      nullable: true,
      resolve: ({ status }) => status?.credentialsSecret,
    }),
    url: t.string({ nullable: true, resolve: ({ status }) => status?.url }),
    adminUrl: t.string({ nullable: true, resolve: ({ status }) => status?.adminUrl }),
    attempts: t.int({ resolve: ({ status }) => status?.attempts ?? 0 }),
    queuePosition: t.int({
      nullable: true,
      description: "1 is next; null unless it waits for a provisioning slot.",
      resolve: ({ metadata }, _, { platform }) => platform.stores.queuePosition(metadata.uid),
    }),
    simulated: t.boolean({
      description: "True where no containers run: the store came up but sells nothing.",
      resolve: (_store, _, { platform }) => platform.catalog.current?.simulated ?? false,
    }),
    createdAt: t.field({ type: "DateTime", resolve: ({ metadata }) => metadata.creationTimestamp }),
    deletionRequestedAt: t.field({
      type: "DateTime",
      nullable: true,
      resolve: ({ metadata }) => metadata.deletionTimestamp,
    }),
    queuedAt: t.field({ type: "DateTime", nullable: true, resolve: ({ status }) => status?.queuedAt }),
    startedAt: t.field({ type: "DateTime", nullable: true, resolve: ({ status }) => status?.startedAt }),
    readyAt: t.field({ type: "DateTime", nullable: true, resolve: ({ status }) => status?.readyAt }),
    retryAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "Backing off until then.",
      resolve: ({ status }) => status?.notBefore,
    }),
    lastError: t.field({
      type: StoreFailure,
      nullable: true,
      description: "The latest failure, also when resolved (resolvedAt).",
      resolve: ({ status }) => status?.lastError,
    }),
    events: t.field({
      type: StoreEventConnection,
      args: { first: t.arg.int({ defaultValue: 50 }), after: t.arg.string() },
      resolve: (store, args) => listEvents(store, args, 50),
    }),
  }),
});
