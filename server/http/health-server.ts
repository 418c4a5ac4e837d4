import { createServer } from "node:http";
import { answerText, pathOf } from "./answer-text.ts";
import type { HealthRoutes } from "./health-routes.ts";
import { listen } from "./listen.ts";

export interface HealthServer {
  url: string;
  stop(): Promise<void>;
}

/** A port of its own for what the cluster asks, and nobody else should. */
export async function startHealthServer(health: HealthRoutes, host: string, port: number): Promise<HealthServer> {
  const server = createServer((request, response) => {
    if (!health(pathOf(request), response)) answerText(response, 404, "not found\n");
  });
  const url = await listen(server, host, port, "HEALTH_PORT");
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
