import type { Store as StoreResource } from "@shopyard/crds/store.ts";
import { builder } from "../builder.ts";
import { decodeStoreId } from "../kube/store-id.ts";
import { listEvents } from "../services/list-events.ts";
import { listStores } from "../services/list-stores.ts";
import type { Platform } from "../services/platform.ts";
import { StoreFilterInput, StoreOrderInput } from "./inputs.ts";
import { Store } from "./store.ts";
import { StoreConnection } from "./store-connection.ts";
import { StoreEventConnection } from "./store-event.ts";
import { StoreFailure } from "./store-failure.ts";

const byId = ({ stores }: Platform, globalId: string): StoreResource | undefined =>
  stores.byUid(decodeStoreId(globalId)?.uid ?? "");

builder.queryFields((t) => ({
  store: t.field({
    type: Store,
    nullable: true,
    args: { name: t.arg.string({ required: true }) },
    resolve: (_root, { name }, { platform }) => platform.stores.byName(name),
  }),
  stores: t.field({
    type: StoreConnection,
    args: {
      first: t.arg.int({ defaultValue: 50 }),
      after: t.arg.string(),
      filter: t.arg({ type: StoreFilterInput }),
      orderBy: t.arg({ type: StoreOrderInput }),
    },
    resolve: (_root, args, { platform, feed }) => ({ ...listStores(platform, args), asOf: feed.asOf }),
  }),
  storeEvents: t.field({
    type: StoreEventConnection,
    nullable: true,
    args: {
      store: t.arg.id({ required: true }),
      first: t.arg.int({ defaultValue: 100 }),
      after: t.arg.string(),
    },
    resolve: (_root, args, { platform }) => {
      const store = byId(platform, args.store);
      return store && listEvents(store, args, 100);
    },
  }),
  lastError: t.field({
    type: StoreFailure,
    nullable: true,
    args: { store: t.arg.id({ required: true }) },
    resolve: (_root, { store }, { platform }) => byId(platform, store)?.status?.lastError,
  }),
}));
