import type { ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import { answerText } from "./answer-text.ts";

export interface Health {
  /** Why the process isn't ready; empty when it is. */
  notReady: () => string[];
  /** Where it has any. */
  metrics?: Registry;
}

/** Answers `/healthz`, `/readyz` and `/metrics`; returns false, and answers nothing, where the path is another. */
export type HealthRoutes = (path: string, response: ServerResponse) => boolean;

export function createHealthRoutes({ notReady, metrics }: Health): HealthRoutes {
  return (path, response) => {
    switch (path) {
      case "/healthz":
        answerText(response, 200, "ok\n");
        return true;
      case "/readyz": {
        const reasons = notReady();
        if (reasons.length === 0) answerText(response, 200, "ok\n");
        else answerText(response, 503, `${reasons.join("\n")}\n`);
        return true;
      }
      case "/metrics":
        if (metrics === undefined) return false;
        metrics.metrics().then(
          (body) => response.writeHead(200, { "Content-Type": metrics.contentType }).end(body),
          () => answerText(response, 500, "metrics could not be read\n"),
        );
        return true;
      default:
        return false;
    }
  };
}
