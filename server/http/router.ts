import type { IncomingMessage, ServerResponse } from "node:http";
import type { Config } from "../config.ts";
import { GRAPHQL_PATH, type Graphql } from "../yoga.ts";
import { errorPage } from "./error-page.ts";
import type { Metrics } from "./metrics.ts";
import { isKnownHost } from "./same-site.ts";
import { setSecurityHeaders } from "./security-headers.ts";

/** Bytes of a request: far more than the tokens an operation may have. */
const MAX_BODY = 256 * 1024;

export interface Routes {
  config: Config;
  graphql: Graphql;
  metrics: Metrics;
  /** Why the server isn't ready; empty when it is. */
  notReady: () => string[];
  /** The dashboard, where there is one. */
  files: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
}

export function createRouter({ config, graphql, metrics, notReady, files }: Routes) {
  const text = (response: ServerResponse, status: number, body: string) => {
    response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" }).end(body);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = pathOf(request);
    setSecurityHeaders(response, path === GRAPHQL_PATH ? "graphql" : "other");
    if (!isKnownHost(request.headers, config)) {
      text(response, 421, "Not a name of this server: without sign-in it answers on localhost only.\n");
      return;
    }
    switch (path) {
      case GRAPHQL_PATH:
        if (request.headers["transfer-encoding"] !== undefined) {
          text(response, 411, "send the request with a Content-Length\n");
          return;
        }
        if (Number(request.headers["content-length"] ?? 0) > MAX_BODY) {
          response.setHeader("Connection", "close");
          text(response, 413, `a request has at most ${MAX_BODY} bytes\n`);
          return;
        }
        void graphql(request, response, { req: request, res: response } as never);
        return;
      case "/healthz":
        text(response, 200, "ok\n");
        return;
      case "/readyz": {
        const reasons = notReady();
        text(response, reasons.length === 0 ? 200 : 503, reasons.length === 0 ? "ok\n" : `${reasons.join("\n")}\n`);
        return;
      }
      case "/metrics":
        metrics.registry.metrics().then(
          (body) => response.writeHead(200, { "Content-Type": metrics.registry.contentType }).end(body),
          () => text(response, 500, "metrics could not be read\n"),
        );
        return;
      default: {
        const page = errorPage(path);
        // Browsers get the dashboard's page of it, where there is a dashboard.
        const browser = files !== undefined && request.headers.accept?.includes("text/html");
        if (page !== undefined && !browser) text(response, 200, page);
        else if (files !== undefined) files(request, response);
        else if (path === "/") response.writeHead(302, { Location: GRAPHQL_PATH }).end();
        else text(response, 404, "not found\n");
      }
    }
  };
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? "/";
  return URL.canParse(url, "http://localhost") ? new URL(url, "http://localhost").pathname : "/";
}
