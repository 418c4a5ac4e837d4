import type { TypedDocumentString } from "../generated/graphql.ts";

/** What a subscription hands over; `closed` is called once, last, whoever ended it. */
export interface Sink<T> {
  next(data: T): void;
  closed(reason: string): void;
}

/** The seam to the server: everything above it knows neither urql nor graphql-ws, and tests script it. */
export interface Transport {
  /** One query or mutation. Rejects with `RequestFailed`. */
  request<R, V>(document: TypedDocumentString<R, V>, variables: V): Promise<R>;
  /** One subscription, never resumed by the transport itself. Returns what ends it, after which nothing is called. */
  subscribe<R, V>(document: TypedDocumentString<R, V>, variables: V, sink: Sink<R>): () => void;
}

/** A request that got no data. `reached` tells whether the server answered at all. */
export class RequestFailed extends Error {
  readonly reached: boolean;

  constructor(message: string, reached: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = "RequestFailed";
    this.reached = reached;
  }
}
