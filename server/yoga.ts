/** The GraphQL server proper: schema, limits, masking, live execution. HTTP and SSE by itself, WebSocket by http/. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { maxAliasesPlugin } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthPlugin } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesPlugin } from "@escape.tech/graphql-armor-max-directives";
import { maxTokensPlugin } from "@escape.tech/graphql-armor-max-tokens";
import { useCSRFPrevention } from "@graphql-yoga/plugin-csrf-prevention";
import { sleep } from "@shopyard/kube/sleep.ts";
import { GraphQLError } from "graphql";
import { createYoga, maskError, type Plugin } from "graphql-yoga";
import type { WebSocket } from "ws";
import type { Context } from "./context.ts";
import { clientAddress } from "./http/client-address.ts";
import { GRAPHIQL_OPTIONS, renderGraphiQL } from "./http/graphiql.ts";
import type { Metrics } from "./http/metrics.ts";
import type { FreshnessFeed } from "./live/freshness.ts";
import { SharedExecution } from "./live/shared-execution.ts";
import type { StoreFeed } from "./live/store-feed.ts";
import { schema } from "./schema/schema.ts";
import { ownerOf } from "./services/owner.ts";
import type { Platform } from "./services/platform.ts";

export const GRAPHQL_PATH = "/graphql";

/** Headers of which a request needs one unless it carries JSON: none of them can be sent cross-site unasked. */
const CSRF_HEADERS = ["x-graphql-yoga-csrf", "graphql-preflight", "apollo-require-preflight"];

/** What the transports know of a request: `req` and `res` over HTTP, `req` and `socket` over WebSocket. */
export interface Transport {
  req?: IncomingMessage;
  res?: ServerResponse;
  socket?: WebSocket;
}

/** Longest that a request waits for the first list after a start. */
const START_PATIENCE_MS = 10_000;
/** RFC 6455 extensions by IANA: try again later. */
const TRY_AGAIN_LATER = 1013;

export interface GraphqlParts {
  platform: Platform;
  feed: StoreFeed;
  freshness: FreshnessFeed;
  metrics: Metrics;
}

export function createGraphql({ platform, feed, freshness, metrics }: GraphqlParts) {
  const { config, log } = platform;
  const shared = new SharedExecution(metrics.live);

  const sharedSubscriptions: Plugin = {
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn((args) => shared.subscribe(args)),
  };
  const counted: Plugin = {
    onExecute: () => ({
      onExecuteDone: ({ args, result }) => {
        const type = operationType(args.document);
        const failed = "errors" in result && (result.errors?.length ?? 0) > 0;
        metrics.operations.inc({ type, outcome: failed ? "error" : "ok" });
      },
    }),
    onSubscribe: () => ({
      onSubscribeResult: ({ result }) => {
        const failed = Symbol.asyncIterator in result === false;
        metrics.operations.inc({ type: "subscription", outcome: failed ? "error" : "ok" });
      },
    }),
  };

  return createYoga<Transport, Omit<Context, keyof Transport>>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    landingPage: false,
    multipart: false,
    batching: false,
    cors:
      config.allowedOrigins.length === 0
        ? false
        : { origin: [...config.allowedOrigins], methods: ["GET", "POST"], credentials: false },
    graphiql: GRAPHIQL_OPTIONS,
    renderGraphiQL,
    maskedErrors: { maskError: (error, message) => maskError(error, message, false) },
    logging: {
      debug: (...args) => log.trace({ args }, "yoga"),
      info: (...args) => log.debug({ args }, "yoga"),
      warn: (...args) => log.warn({ args }, "yoga"),
      error: (error) => log.error({ err: error }, "unexpected error in a GraphQL operation"),
    },
    plugins: [
      useCSRFPrevention({ requestHeaders: CSRF_HEADERS }),
      // Introspection as GraphiQL asks for it is 13 levels deep.
      maxDepthPlugin({ n: 15, ignoreIntrospection: true }) as Plugin,
      maxAliasesPlugin({ n: 15, allowList: [] }) as Plugin,
      maxDirectivesPlugin({ n: 5 }) as Plugin,
      maxTokensPlugin({ n: 1000 }) as Plugin,
      sharedSubscriptions,
      counted,
    ],
    context: async ({ req, res, socket }) => {
      await firstList(platform);
      const owner = ownerOf(clientAddress(req, config.trustProxyHops), config.ownerKey);
      return {
        platform,
        feed,
        freshness,
        // Without sign-in everybody sees everything.
        viewer: { owner, scope: "everything" },
        closeSlow: () => {
          if (socket !== undefined) socket.close(TRY_AGAIN_LATER, "too slow: come back with your cursor");
          else res?.destroy();
        },
      };
    },
  });
}

export type Graphql = ReturnType<typeof createGraphql>;

/** An empty cache is no answer: right after a start, requests wait for the first list. */
async function firstList({ stores, catalog }: Platform): Promise<void> {
  const deadline = AbortSignal.timeout(START_PATIENCE_MS);
  while (!(stores.synced && catalog.synced)) {
    if (deadline.aborted) {
      throw new GraphQLError("The server has not been able to read the cluster yet. Try again in a few seconds.", {
        extensions: { code: "NOT_READY", http: { status: 503, headers: { "retry-after": "5" } } },
      });
    }
    await sleep(25, deadline);
  }
}

function operationType(document: { definitions: readonly { kind: string }[] }): string {
  const operation = document.definitions.find(({ kind }) => kind === "OperationDefinition");
  return operation !== undefined && "operation" in operation ? String(operation.operation) : "unknown";
}
