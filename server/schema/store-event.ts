import type { TimelineEntry } from "@shopyard/crds/store.ts";
import { builder } from "../builder.ts";
import { encodeEvent } from "../live/cursor.ts";
import { lastSeq } from "../live/event-frames.ts";
import type { EventPage } from "../services/list-events.ts";
import { StoreEventType, StorePhase, StoreStep } from "./enums.ts";
import { PageInfoType } from "./page-info.ts";

export const StoreEvent = builder.objectRef<TimelineEntry>("StoreEvent").implement({
  fields: (t) => ({
    id: t.exposeID("id", { description: "Stable; unique within a store." }),
    seq: t.exposeInt("seq", {
      description: "Grows for ever per store; every change of the entry gives it the next one.",
    }),
    time: t.field({ type: "DateTime", resolve: ({ time }) => time }),
    phase: t.field({ type: StorePhase, resolve: ({ phase }) => phase }),
    step: t.field({ type: StoreStep, resolve: ({ step }) => step }),
    type: t.field({ type: StoreEventType, resolve: ({ type }) => type }),
    reason: t.exposeString("reason"),
    message: t.exposeString("message"),
    attempt: t.exposeInt("attempt"),
    count: t.exposeInt("count"),
    durationMs: t.exposeInt("durationMs", {
      nullable: true,
      description: "Milliseconds; 0 for a moment, null while it is under way.",
    }),
  }),
});

const StoreEventEdge = builder.objectRef<EventPage["edges"][number]>("StoreEventEdge").implement({
  fields: (t) => ({
    cursor: t.exposeString("cursor"),
    node: t.field({ type: StoreEvent, resolve: ({ node }) => node }),
  }),
});

export const StoreEventConnection = builder.objectRef<EventPage>("StoreEventConnection").implement({
  fields: (t) => ({
    edges: t.field({ type: [StoreEventEdge], resolve: ({ edges }) => edges }),
    pageInfo: t.field({ type: PageInfoType, resolve: ({ pageInfo }) => pageInfo }),
    asOf: t.string({
      resolve: ({ store }) => encodeEvent({ uid: store.metadata.uid, seq: lastSeq(store) }),
    }),
    droppedThrough: t.exposeInt("droppedThrough", { description: "Entries below this seq have been let go." }),
  }),
});
