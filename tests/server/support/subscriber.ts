/** A real graphql-ws client that keeps what it was told. */

import { type Client, createClient } from "graphql-ws";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { Answer } from "./answer.ts";
import { until } from "./running-server.ts";

export interface Frame {
  __typename: string;
  cursor: string;
  [field: string]: Answer;
}

export interface Subscriber {
  frames: Frame[];
  errors: unknown[];
  readonly completed: boolean;
  /** The close code of the socket, once it is closed. */
  readonly closeCode: number | undefined;
  /** Waits until the last frame is of a kind, or a frame meets the condition; returns all frames up to then. */
  until(condition: string | ((frame: Frame) => boolean)): Promise<Frame[]>;
  /** Kinds, names and phases, for comparing. */
  told(): string[];
  lastCursor(): string;
  unsubscribe(): void;
  client: Client;
}

const STORE = "id name phase queuePosition";
export const STORES_CHANGED = `subscription List($filter: StoreFilter, $after: String) { storesChanged(filter: $filter, after: $after) {
  __typename ... on Frame { cursor } ... on StoresSnapshot { stores { ${STORE} } } ... on StoreUpserted { store { ${STORE} } }
  ... on StoreLeft { id name reason } } }`;
export const STORE_CHANGED = `subscription One($id: ID!, $after: String) { storeChanged(id: $id, after: $after) {
  __typename ... on Frame { cursor } ... on StoresSnapshot { stores { ${STORE} } } ... on StoreUpserted { store { ${STORE} } }
  ... on StoreLeft { id name reason } } }`;
export const EVENTS_ADDED = `subscription Timeline($store: ID!, $after: String) { storeEventAdded(store: $store, after: $after) {
  __typename ... on Frame { cursor } ... on EventsAppended { storeId droppedThrough events { id seq reason phase } }
  ... on StoreLeft { id name reason } } }`;

export function subscribe(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Subscriber {
  let closeCode: number | undefined;
  let completed = false;
  class Socket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: Socket,
    retryAttempts: 0,
    on: {
      closed: (event) => {
        closeCode = (event as { code: number }).code;
      },
    },
  });
  onTestFinished(() => void client.dispose());
  const frames: Frame[] = [];
  const errors: unknown[] = [];
  const unsubscribe = client.subscribe<Record<string, Frame>>(
    { query, variables },
    {
      next: ({ data, errors: failed }) => {
        if (failed) errors.push(...failed);
        const frame = Object.values(data ?? {})[0];
        if (frame) frames.push(frame);
      },
      error: (error) => errors.push(...(Array.isArray(error) ? error : [error])),
      complete: () => {
        completed = true;
      },
    },
  );
  let read = 0;
  return {
    frames,
    errors,
    client,
    unsubscribe,
    get completed() {
      return completed;
    },
    get closeCode() {
      return closeCode;
    },
    async until(condition) {
      const meets = typeof condition === "string" ? (frame: Frame) => frame.__typename === condition : condition;
      const at = await until(() => {
        const found = frames.findIndex((frame, index) => index >= read && meets(frame));
        return found === -1 ? undefined : found + 1;
      });
      const from = read;
      read = at as number;
      return frames.slice(from, read);
    },
    told: () => frames.map(describeFrame),
    lastCursor: () => frames.at(-1)?.cursor ?? "",
  };
}

export function describeFrame(frame: Frame): string {
  switch (frame.__typename) {
    case "StoresSnapshot":
      return `snapshot ${frame.stores.map((store: Answer) => `${store.name}:${store.phase}`).join(" ")}`.trim();
    case "StoreUpserted":
      return `upsert ${frame.store.name}:${frame.store.phase}`;
    case "StoreLeft":
      return `left ${frame.name} ${frame.reason}`;
    case "EventsAppended":
      return `events ${frame.events.map((event: Answer) => event.seq).join(" ")}`;
    default:
      return frame.__typename;
  }
}
