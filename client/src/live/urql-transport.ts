import { createClient as createHttpClient, fetchExchange } from "@urql/core";
import { createClient as createSocketClient } from "graphql-ws";
import { RequestFailed, type Transport } from "./transport.ts";

const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;

/** HTTP by urql, subscriptions over one WebSocket by graphql-ws, both at `path` of `origin`. */
export function makeUrqlTransport(origin: string, path = "/graphql"): Transport {
  const http = createHttpClient({
    url: `${origin}${path}`,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    // The server takes no request without it: a plain form on another site cannot send one.
    fetchOptions: { headers: { "x-graphql-yoga-csrf": "shopyard" } },
  });
  const socket = makeSocket(`${origin.replace(/^http/, "ws")}${path}`);

  return {
    async request(document, variables) {
      const query = document.toString();
      const operation = /^\s*mutation/m.test(query) ? "mutation" : "query";
      const result = await http[operation](query, (variables ?? {}) as Record<string, unknown>, {
        requestPolicy: "network-only",
      }).toPromise();
      if (result.error || result.data === undefined || result.data === null) {
        throw failure(result.error);
      }
      return result.data;
    },

    subscribe<R, V>(
      document: { toString(): string },
      variables: V,
      sink: { next(data: R): void; closed(reason: string): void },
    ) {
      let over = false;
      const end = (reason: string) => {
        if (over) return;
        over = true;
        sink.closed(reason);
      };
      const stop = socket.subscribe<R>(
        { query: document.toString(), variables: variables as Record<string, unknown> },
        {
          next: (result) => {
            if (over) return;
            if (result.data) sink.next(result.data);
            else end(messagesOf(result.errors) ?? "the server sent no data");
          },
          error: (cause) => end(closeReason(cause)),
          complete: () => end("the server ended the subscription"),
        },
      );
      return () => {
        over = true;
        stop();
      };
    },
  };
}

/** Retrying is off: graphql-ws would send the first cursor again and give up after a while (live/reconnector.ts). */
function makeSocket(url: string) {
  let pong: ReturnType<typeof setTimeout> | undefined;
  const client = createSocketClient({
    url,
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    connectionAckWaitTimeout: PING_EVERY_MS,
    // Every failure reaches the subscriptions' sinks; without this they are also printed to the console.
    onNonLazyError: () => {},
    on: {
      // A half-open connection answers no ping: without this a page would look live for ever.
      ping: (received) => {
        if (!received) pong = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
      closed: () => clearTimeout(pong),
    },
  });
  return client;
}

function failure(error: { networkError?: Error; message: string } | undefined): RequestFailed {
  if (!error) return new RequestFailed("the server sent no data", true);
  const text = error.message.replace(/^\[(Network|GraphQL)\] /, "");
  return new RequestFailed(text, error.networkError === undefined, { cause: error });
}

function closeReason(cause: unknown): string {
  if (Array.isArray(cause)) return messagesOf(cause) ?? "the server refused the subscription";
  if (typeof cause === "object" && cause !== null && "code" in cause) {
    const { code, reason } = cause as { code: number; reason?: string };
    return reason ? `connection closed: ${reason} (${code})` : `connection closed (${code})`;
  }
  return cause instanceof Error && cause.message ? cause.message : "the server cannot be reached";
}

const messagesOf = (errors: readonly { message: string }[] | undefined): string | undefined =>
  errors?.length ? errors.map((error) => error.message).join("; ") : undefined;
