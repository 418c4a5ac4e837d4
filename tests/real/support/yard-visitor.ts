/** Somebody who uses a platform in pods through its ingress, all the while it is disturbed. */
import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { ask, operate } from "../../support/ask.ts";

/** Whoever waits longer than this for an answer goes away. */
const SOON = { timeoutMs: 10_000 };

/** What a visitor met with. */
export interface Visits {
  answers: number;
  /** Requests that had to be sent once more, and were answered then. */
  retried: string[];
  /** Those that were not answered then either. */
  failures: string[];
  /** The longest time between two answers, in milliseconds. */
  longestMs: number;
}

/** Asks the API and the dashboard in turn, every 50 ms, each request once more when it fails, until it is stopped. */
export function visit(url: string): { stop(): Promise<Visits> } {
  const ended = new AbortController();
  const visits: Visits = { answers: 0, retried: [], failures: [], longestMs: 0 };
  let latest = Date.now();
  const once = async (turn: number) => {
    if (turn % 2 === 0) await operate(url, "{ engines { name } }", {}, SOON);
    else {
      const { status } = await ask(url, "/", SOON);
      if (status !== 200) throw new Error(`HTTP ${status} of the dashboard`);
    }
  };
  const done = (async () => {
    for (let turn = 0; !ended.signal.aborted; turn += 1) {
      try {
        await once(turn).catch(async (error: Error) => {
          await delay(200);
          await once(turn);
          visits.retried.push(`${new Date().toISOString()} ${error.message}`);
        });
        visits.answers += 1;
        visits.longestMs = Math.max(visits.longestMs, Date.now() - latest);
        latest = Date.now();
      } catch (error) {
        visits.failures.push(`${new Date().toISOString()} ${String(error)}`);
      }
      await delay(50, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      ended.abort();
      await done;
      return visits;
    },
  };
}

const TIMELINE = `subscription ($store: ID!, $after: String) { storeEventAdded(store: $store, after: $after) {
  __typename ... on Frame { cursor } ... on EventsAppended { droppedThrough events { seq reason } } } }`;

interface TimelineFrame {
  __typename: string;
  cursor: string;
  droppedThrough?: number;
  events?: { seq: number; reason: string }[];
}

/** As the dashboard's own sockets: whoever gives no answer to a ping within this is taken for gone. */
const PING_EVERY_MS = 1000;
const PONG_WITHIN_MS = 5000;

/** Follows a store's timeline over WebSocket, for ever: a socket that ends is opened anew, from the last cursor on. */
export function followTimeline(url: string, store: string) {
  const { host, port } = new URL(url);
  const seen = new Map<number, string>();
  let after: string | undefined;
  let sockets = 0;
  let gaps = 0;
  let stopped = false;
  class Socket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers: { host } });
    }
  }
  let end = () => undefined as unknown;
  const done = (async () => {
    while (!stopped) {
      let pong: NodeJS.Timeout | undefined;
      const client = createClient({
        url: `ws://127.0.0.1:${port}/graphql`,
        webSocketImpl: Socket,
        retryAttempts: 0,
        // A socket whose other side is gone without a word.
        keepAlive: PING_EVERY_MS,
        connectionAckWaitTimeout: PONG_WITHIN_MS,
        on: {
          ping: (received) => {
            if (!received) pong ??= setTimeout(() => client.terminate(), PONG_WITHIN_MS);
          },
          pong: (received) => {
            if (!received) return;
            clearTimeout(pong);
            pong = undefined;
          },
          closed: () => clearTimeout(pong),
        },
      });
      sockets += 1;
      const stream = client.iterate<{ storeEventAdded: TimelineFrame }>({
        query: TIMELINE,
        variables: { store, after },
      });
      end = () => client.dispose();
      try {
        for await (const { data } of stream) {
          if (data == null) continue;
          const { __typename: kind, cursor, events = [] } = data.storeEventAdded;
          if (kind === "ResumeGap") gaps += 1;
          for (const { seq, reason } of events) seen.set(seq, reason);
          after = cursor;
        }
      } catch {
        // Opened anew.
      }
      await client.dispose();
      if (!stopped) await delay(100);
    }
  })();
  return {
    /** Of every entry that was told, its reason by its seq. */
    seen: seen as ReadonlyMap<number, string>,
    get sockets() {
      return sockets;
    },
    get gaps() {
      return gaps;
    },
    async stop() {
      stopped = true;
      end();
      await done;
    },
  };
}
