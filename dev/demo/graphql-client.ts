import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

/** A GraphQL program as anybody could write it: queries by fetch, subscriptions by graphql-ws. */
export interface GraphqlClient {
  request<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** Every frame until the server completes or the caller stops iterating. */
  subscribe<T>(query: string, variables?: Record<string, unknown>): AsyncIterableIterator<T>;
  close(): Promise<void>;
}

export function createGraphqlClient(server: string): GraphqlClient {
  const live = createClient({
    url: `${server.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 3,
    lazy: true,
  });
  return {
    async request<T>(query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(`${server}/graphql`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      return unwrap<T>((await response.json()) as Result<T>);
    },
    async *subscribe<T>(query: string, variables: Record<string, unknown> = {}) {
      for await (const result of live.iterate<T>({ query, variables })) yield unwrap<T>(result as Result<T>);
    },
    close: async () => live.dispose(),
  };
}

interface Result<T> {
  data?: T | null;
  errors?: readonly { message: string }[];
}

function unwrap<T>({ data, errors }: Result<T>): T {
  if (errors !== undefined && errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  if (data === undefined || data === null) throw new Error("the server answered without data");
  return data;
}
