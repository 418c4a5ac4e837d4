import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Metrics } from "./metrics.ts";

export interface OperatorHttpOptions {
  host: string;
  port: number;
  metrics: Metrics;
  /** Why the operator is not ready; undefined when it is. */
  notReady(): string | undefined;
}

/** /healthz (the process answers), /readyz (its caches are filled and connected) and /metrics. */
export async function serveHttp({ host, port, metrics, notReady }: OperatorHttpOptions) {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = "text/plain; charset=utf-8") =>
      response.writeHead(status, { "Content-Type": type }).end(body);
    switch (request.url) {
      case "/healthz":
        return answer(200, "ok\n");
      case "/readyz": {
        const reason = notReady();
        return reason === undefined ? answer(200, "ok\n") : answer(503, `${reason}\n`);
      }
      case "/metrics":
        for (const collect of metrics.beforeScrape) collect();
        metrics.registry.metrics().then(
          (body) => answer(200, body, metrics.registry.contentType),
          () => answer(500, "metrics failed\n"),
        );
        return;
      default:
        return answer(404, "there is /healthz, /readyz and /metrics\n");
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`${host}:${port} is in use: set PORT to another`, { cause: error })
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
