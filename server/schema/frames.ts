import { builder } from "../builder.ts";
import type { EventFrame as EventFrameValue, StoreFrame as StoreFrameValue } from "../live/frames.ts";
import { StoreLeftReason } from "./enums.ts";
import { Store } from "./store.ts";
import { StoreEvent } from "./store-event.ts";

type AnyFrame = StoreFrameValue | EventFrameValue;
type FrameOf<K extends AnyFrame["kind"]> = Extract<AnyFrame, { kind: K }>;

const Frame = builder.interfaceRef<AnyFrame>("Frame").implement({
  resolveType: ({ kind }) => kind,
  fields: (t) => ({ cursor: t.exposeString("cursor") }),
});
const interfaces = [Frame];

const StoresSnapshot = builder.objectRef<FrameOf<"StoresSnapshot">>("StoresSnapshot").implement({
  description: "The present state, in batches of at most 500.",
  interfaces,
  fields: (t) => ({ stores: t.field({ type: [Store], resolve: ({ stores }) => [...stores] }) }),
});

const StoreUpserted = builder.objectRef<FrameOf<"StoreUpserted">>("StoreUpserted").implement({
  interfaces,
  fields: (t) => ({ store: t.field({ type: Store, resolve: ({ store }) => store }) }),
});

const StoreLeft = builder.objectRef<FrameOf<"StoreLeft">>("StoreLeft").implement({
  interfaces,
  fields: (t) => ({
    id: t.exposeID("id"),
    name: t.exposeString("name"),
    reason: t.field({ type: StoreLeftReason, resolve: ({ reason }) => reason }),
  }),
});

const EventsAppended = builder.objectRef<FrameOf<"EventsAppended">>("EventsAppended").implement({
  interfaces,
  fields: (t) => ({
    storeId: t.exposeID("storeId"),
    events: t.field({ type: [StoreEvent], resolve: ({ events }) => [...events] }),
    droppedThrough: t.exposeInt("droppedThrough"),
  }),
});

const Synced = builder.objectRef<FrameOf<"Synced">>("Synced").implement({ interfaces });
const ResumeGap = builder.objectRef<FrameOf<"ResumeGap">>("ResumeGap").implement({
  description: "What came after your cursor is no longer known: the present state follows.",
  interfaces,
});

export const StoreFrame = builder.unionType("StoreFrame", {
  types: [StoresSnapshot, StoreUpserted, StoreLeft, Synced, ResumeGap],
  resolveType: ({ kind }) => kind,
});

export const EventFrame = builder.unionType("EventFrame", {
  types: [EventsAppended, StoreLeft, Synced, ResumeGap],
  resolveType: ({ kind }) => kind,
});
