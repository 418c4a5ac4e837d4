/** GraphQL over WebSocket (graphql-transport-ws), with every plugin that holds over HTTP. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ExecutionArgs, GraphQLError } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import type { Config } from "../config.ts";
import { GRAPHQL_PATH, type Graphql } from "../yoga.ts";
import { isAllowedOrigin, isKnownHost } from "./same-site.ts";

const MAX_PAYLOAD = 64 * 1024;
/** RFC 6455 extensions by IANA: the service restarts. Stock clients reconnect on it. */
const SERVICE_RESTART = 1012;

export interface SocketServer {
  readonly size: number;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells every client to reconnect, somewhere else or later. */
  drain(): void;
  /** Cuts whoever is still there. */
  terminate(): void;
}

interface Enveloped {
  execute(args: ExecutionArgs): unknown;
  subscribe(args: ExecutionArgs): unknown;
}

export function createSocketServer(graphql: Graphql, config: Config, log: Logger): SocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD, perMessageDeflate: false });
  useServer(
    {
      execute: (args) => (args.rootValue as Enveloped).execute({ ...args, rootValue: undefined }) as never,
      subscribe: (args) => (args.rootValue as Enveloped).subscribe({ ...args, rootValue: undefined }) as never,
      onSubscribe: async (ctx, _id, params) => {
        const open = Object.keys(ctx.subscriptions).length;
        if (open > config.maxSubscriptionsPerSocket) return [tooMany(config.maxSubscriptionsPerSocket)];
        const { request, socket } = ctx.extra;
        const { schema, execute, subscribe, contextFactory, parse, validate } = graphql.getEnveloped({
          req: request,
          socket,
          params,
        } as never);
        try {
          const document = parse(params.query);
          const errors = validate(schema, document);
          if (errors.length > 0) return errors as GraphQLError[];
          return {
            schema,
            document,
            operationName: params.operationName,
            variableValues: params.variables,
            contextValue: await contextFactory(),
            rootValue: { execute, subscribe } satisfies Enveloped,
          };
        } catch (error) {
          if (error instanceof GraphQLError) return [error];
          log.error({ err: error }, "unexpected error while a WebSocket operation was prepared");
          return [new GraphQLError("Unexpected error.", { extensions: { code: "INTERNAL_SERVER_ERROR" } })];
        }
      },
    },
    sockets,
  );

  return {
    get size() {
      return sockets.clients.size;
    },
    upgrade(request, socket, head) {
      const refused = refusal(request, config, sockets.clients.size);
      if (refused !== undefined) {
        log.debug({ refused, origin: request.headers.origin }, "WebSocket refused");
        socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request));
    },
    drain() {
      for (const client of sockets.clients) client.close(SERVICE_RESTART, "the server restarts: reconnect");
    },
    terminate() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function refusal(request: IncomingMessage, config: Config, open: number): string | undefined {
  if (new URL(request.url ?? "/", "http://localhost").pathname !== GRAPHQL_PATH) return "404 Not Found";
  if (!isKnownHost(request.headers, config)) return "421 Misdirected Request";
  if (!isAllowedOrigin(request.headers, config)) return "403 Forbidden";
  if (open >= config.maxSockets) return "503 Service Unavailable";
  return undefined;
}

const tooMany = (limit: number): GraphQLError =>
  new GraphQLError(`One WebSocket carries at most ${limit} operations at once.`, {
    extensions: { code: "TOO_MANY_SUBSCRIPTIONS", limit },
  });
