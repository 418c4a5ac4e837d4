import type {
  StoreDetailFragment,
  StoreEventAddedSubscription,
  StoreLeftReason,
  StoreRowFragment,
} from "../generated/graphql.ts";

export type StoreRow = StoreRowFragment;
export type StoreDetail = StoreDetailFragment;
export type StoreEvent = Extract<
  StoreEventAddedSubscription["storeEventAdded"],
  { __typename: "EventsAppended" }
>["events"][number];

/** All that pages show: the only place where live data is kept. */
export interface LiveState {
  /** False until the list was there once. */
  listed: boolean;
  /** By store id. */
  rows: Record<string, StoreRow>;
  /** Grows with every change of `rows`. */
  revision: number;
  /** By store id: the stores whose pages are open. */
  views: Record<string, StoreView>;
}

export interface StoreView {
  /** Its last known state; stays when the store has left. */
  store: StoreDetail | undefined;
  left: StoreLeftReason | undefined;
  /** By event id; the newest seq wins. */
  events: Record<string, StoreEvent>;
  /** False until the timeline was there once. */
  timelineSynced: boolean;
  /** The operator let go of entries up to this seq. */
  droppedThrough: number;
}

export const emptyView = (store: StoreDetail | undefined): StoreView => ({
  store,
  left: undefined,
  events: {},
  timelineSynced: false,
  droppedThrough: 0,
});
