import { builder } from "../builder.ts";
import { decodeStoreId, type StoreId } from "../kube/store-id.ts";
import { storeChanged } from "../live/store-changed.ts";
import { storeEventAdded } from "../live/store-event-added.ts";
import { storesChanged } from "../live/stores-changed.ts";
import { badRequest } from "../services/bad-request.ts";
import { filterFor } from "../services/store-filter.ts";
import { EventFrame, StoreFrame } from "./frames.ts";
import { StoreFilterInput } from "./inputs.ts";

function storeId(field: string, globalId: string): StoreId {
  const id = decodeStoreId(globalId);
  if (id === undefined) throw badRequest(field, JSON.stringify(globalId.slice(0, 80)), "the id of a store");
  return id;
}

builder.subscriptionType({
  fields: (t) => ({
    storeChanged: t.field({
      type: StoreFrame,
      args: { id: t.arg.id({ required: true }), after: t.arg.string() },
      subscribe: (_root, { id, after }, { feed, platform, closeSlow }) =>
        storeChanged(feed, {
          client: platform.client,
          id: storeId("id", id),
          after: after ?? undefined,
          onTooSlow: closeSlow,
        }),
      resolve: (frame) => frame,
    }),
    storesChanged: t.field({
      type: StoreFrame,
      args: { filter: t.arg({ type: StoreFilterInput }), after: t.arg.string() },
      subscribe: (_root, { filter, after }, { feed, platform, closeSlow }) =>
        storesChanged(feed, {
          view: JSON.stringify([filter?.phase, filter?.engine, filter?.search, platform.catalog.current?.baseDomain]),
          matches: filterFor(filter, () => platform.catalog.current?.baseDomain),
          after: after ?? undefined,
          onTooSlow: closeSlow,
        }),
      resolve: (frame) => frame,
    }),
    storeEventAdded: t.field({
      type: EventFrame,
      args: { store: t.arg.id({ required: true }), after: t.arg.string() },
      subscribe: (_root, { store, after }, { feed, platform, closeSlow }) =>
        storeEventAdded(feed, {
          client: platform.client,
          id: storeId("store", store),
          after: after ?? undefined,
          onTooSlow: closeSlow,
        }),
      resolve: (frame) => frame,
    }),
  }),
});
