import { batch, createSignal } from "solid-js";
import { createStore, reconcile, unwrap } from "solid-js/store";
import { StoreChangedDocument, StoreEventAddedDocument, StoresChangedDocument } from "../generated/graphql.ts";
import { type Channel, openChannel } from "./channel.ts";
import { makeFeed, type Patch } from "./feed.ts";
import { makeFrameScheduler, type RequestFrame } from "./frame-scheduler.ts";
import { type ClusterAway, followFreshness } from "./freshness.ts";
import { emptyView, type LiveState, type StoreDetail, type StoreEvent, type StoreRow } from "./live-state.ts";
import { type Clock, type Connection, makeReconnector } from "./reconnector.ts";
import type { Transport } from "./transport.ts";

export interface LiveOptions {
  transport: Transport;
  clock: Clock;
  /** 0 to 1. */
  random: () => number;
  requestFrame: RequestFrame;
}

export interface OpenStore {
  /** It is known from elsewhere that the store is no more: shows it as deleted and stops listening. */
  gone(): void;
  /** Stops listening and forgets it. */
  close(): void;
}

export interface Live {
  /** Read-only, reactive. */
  state: LiveState;
  /**
   * All rows as plain objects, tracked as one: to count, filter and sort ten thousand of them, tracking each field would
   * cost more than it tells. Draw from `state.rows`.
   */
  listRows(): StoreRow[];
  connection(): Connection;
  /** Undefined while the cluster answers, and while nothing is known of it. */
  clusterAway(): ClusterAway | undefined;
  retryNow(): void;
  request: Transport["request"];
  /** Keeps `state.rows` current until the returned function is called; later calls go on from there. */
  openList(): () => void;
  /** Keeps `state.views[id]` current until it is closed. */
  openStore(store: StoreDetail): OpenStore;
  close(): void;
}

export function makeLive({ transport, clock, random, requestFrame }: LiveOptions): Live {
  const [state, setState] = createStore<LiveState>({ listed: false, rows: {}, revision: 0, views: {} });
  const [connection, setConnection] = createSignal<Connection>({ status: "idle" });
  const [clusterAway, setClusterAway] = createSignal<ClusterAway>();
  const freshness = followFreshness(transport, setClusterAway);
  const reconnector = makeReconnector({
    clock,
    random,
    onChange(next) {
      setConnection(next);
      freshness.follow(next);
    },
  });
  const appliers = new Set<() => void>();
  const frames = makeFrameScheduler(() => batch(() => appliers.forEach((apply) => void apply())), requestFrame);

  const rowFeed = makeFeed<StoreRow>();
  const applyRows = () => {
    const patch = rowFeed.drain();
    if (!patch) return;
    if (patch.replace) {
      setState("rows", reconcile(Object.fromEntries(patch.upserts)));
      setState("listed", true);
    } else {
      for (const [id, row] of patch.upserts) setState("rows", id, reconcile(row));
    }
    for (const id of patch.removals.keys()) setState("rows", id, undefined as never);
    setState("revision", (before) => before + 1);
  };
  let list: { channel: Channel; users: number } | undefined;
  let listCursor: string | undefined;

  const openList = () => {
    if (!list) {
      appliers.add(applyRows);
      const channel = openChannel<StoreRow>({
        subscribe: (after, sink) =>
          transport.subscribe(
            StoresChangedDocument,
            { after },
            pick(sink, (data) => data.storesChanged),
          ),
        feed: rowFeed,
        reconnector,
        onPending: frames.schedule,
        after: listCursor,
      });
      list = { channel, users: 0 };
    }
    list.users++;
    return once(() => {
      if (!list || --list.users > 0) return;
      list.channel.close();
      // What came since the last frame belongs to the cursor that the next one goes on from.
      batch(applyRows);
      listCursor = list.channel.cursor();
      appliers.delete(applyRows);
      list = undefined;
    });
  };

  const openStore = (store: StoreDetail) => {
    const { id } = store;
    setState("views", id, emptyView(store));
    const storeFeed = makeFeed<StoreDetail>();
    const eventFeed = makeFeed<StoreEvent>((next, known) => next.seq >= known.seq);
    let dropped = 0;
    const apply = () => {
      const changed = storeFeed.drain();
      if (changed) applyStore(id, changed);
      const added = eventFeed.drain();
      if (added) applyEvents(id, added, dropped);
    };
    appliers.add(apply);
    const channels = [
      openChannel<StoreDetail>({
        subscribe: (after, sink) =>
          transport.subscribe(
            StoreChangedDocument,
            { id, after },
            pick(sink, (data) => data.storeChanged),
          ),
        feed: storeFeed,
        endsWithStore: true,
        reconnector,
        onPending: frames.schedule,
      }),
      openChannel<StoreEvent>({
        subscribe: (after, sink) =>
          transport.subscribe(
            StoreEventAddedDocument,
            { id, after },
            pick(sink, (data) => data.storeEventAdded),
          ),
        feed: eventFeed,
        endsWithStore: true,
        reconnector,
        onPending: frames.schedule,
        onDropped: (seq) => {
          dropped = Math.max(dropped, seq);
        },
      }),
    ];
    const stop = () => {
      for (const channel of channels) channel.close();
      appliers.delete(apply);
    };
    return {
      gone() {
        stop();
        setState("views", id, "left", "DELETED");
      },
      close() {
        stop();
        setState("views", id, undefined as never);
      },
    };
  };

  const applyStore = (id: string, patch: Patch<StoreDetail>) => {
    const store = patch.upserts.get(id);
    if (store) setState("views", id, "store", reconcile(store));
    // Present state without the store: it went while nobody listened, so long ago that its end is forgotten.
    const forgotten = patch.replace && !store ? "DELETED" : undefined;
    setState("views", id, "left", patch.removals.get(id) ?? forgotten);
  };

  const applyEvents = (id: string, patch: Patch<StoreEvent>, dropped: number) => {
    const known = patch.replace ? {} : { ...state.views[id]?.events };
    for (const event of patch.upserts.values()) {
      const before = known[event.id];
      if (!before || event.seq >= before.seq) known[event.id] = event;
    }
    // A store that was just seen to leave keeps its timeline on the page.
    if (patch.replace && patch.upserts.size === 0 && state.views[id]?.left) return;
    setState("views", id, "events", reconcile(letGo(known, dropped)));
    setState("views", id, "droppedThrough", dropped);
    if (patch.replace) setState("views", id, "timelineSynced", true);
  };

  return {
    state,
    listRows() {
      void state.revision;
      return Object.values(unwrap(state.rows));
    },
    connection,
    clusterAway,
    retryNow: reconnector.retryNow,
    request: transport.request,
    openList,
    openStore,
    close() {
      frames.stop();
      freshness.stop();
      list?.channel.close();
    },
  };
}

/** Mirrors what the operator keeps: nothing up to `dropped`, but always the latest failure. */
function letGo(events: Record<string, StoreEvent>, dropped: number): Record<string, StoreEvent> {
  const all = Object.values(events);
  const latestFailure = all.filter((event) => event.type === "WARNING").sort((a, b) => b.seq - a.seq)[0];
  return Object.fromEntries(
    all.filter((event) => event.seq > dropped || event === latestFailure).map((event) => [event.id, event]),
  );
}

/** Hands on the one field of a subscription's data. */
function pick<D, F>(sink: { next(frame: F): void; closed(reason: string): void }, field: (data: D) => F) {
  return { next: (data: D) => sink.next(field(data)), closed: sink.closed };
}

function once(fn: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    fn();
  };
}
