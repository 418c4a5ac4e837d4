import type { Config } from "../config.ts";
import { GRAPHQL_PATH, type Graphql } from "../yoga.ts";
import { answerText, pathOf } from "./answer-text.ts";
import type { HealthRoutes } from "./health-routes.ts";
import { createPages, type Handle } from "./pages.ts";
import { isKnownHost } from "./same-site.ts";
import { setSecurityHeaders } from "./security-headers.ts";

/** Bytes of a request: far more than the tokens an operation may have. */
const MAX_BODY = 256 * 1024;

export interface Routes {
  config: Config;
  graphql: Graphql;
  /** Absent where another port has them. */
  health: HealthRoutes | undefined;
  /** The dashboard, where there is one. */
  files: Handle | undefined;
}

export function createRouter({ config, graphql, health, files }: Routes): Handle {
  const pages = createPages(files);
  return (request, response) => {
    const path = pathOf(request);
    setSecurityHeaders(response, path === GRAPHQL_PATH ? "graphql" : "other");
    if (!isKnownHost(request.headers, config)) {
      const names =
        config.publicUrl === undefined ? "localhost only, as there is no sign-in" : `${config.publicUrl} only`;
      answerText(response, 421, `Not a name of this server: it answers on ${names}.\n`);
    } else if (path === GRAPHQL_PATH) {
      if (request.headers["transfer-encoding"] !== undefined) {
        answerText(response, 411, "send the request with a Content-Length\n");
        return;
      }
      if (Number(request.headers["content-length"] ?? 0) > MAX_BODY) {
        response.setHeader("Connection", "close");
        answerText(response, 413, `a request has at most ${MAX_BODY} bytes\n`);
        return;
      }
      void graphql(request, response, { req: request, res: response } as never);
    } else if (health?.(path, response)) {
      // Answered.
    } else if (path === "/" && files === undefined) {
      response.writeHead(302, { Location: GRAPHQL_PATH }).end();
    } else {
      pages(path, request, response);
    }
  };
}
