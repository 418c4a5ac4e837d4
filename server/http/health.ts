import type { ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import type { CatalogCache } from "../kube/catalog-cache.ts";
import { type QuotaCache, STORES_COUNT } from "../kube/quota-cache.ts";
import type { StoresCache } from "../kube/stores-cache.ts";
import { answerText } from "./answer-text.ts";

/** What the server still waits for before it may be sent requests; empty when it is ready. */
export function notReadyBecause({
  stores,
  catalog,
  quota,
}: {
  stores: StoresCache;
  catalog: CatalogCache;
  quota: QuotaCache;
}): string[] {
  const reasons: string[] = [];
  if (!stores.synced) reasons.push("the Stores have not been listed yet");
  if (!catalog.synced) reasons.push("the catalog has not been looked up yet");
  if (!quota.synced) reasons.push("the ResourceQuotas have not been listed yet");
  else if (quota.current !== undefined && quota.current.used === undefined) {
    reasons.push(`the quota on ${STORES_COUNT} has not been counted yet (about 30 s after the CRD was made)`);
  }
  return reasons;
}

export interface Health {
  /** Why the process isn't ready; empty when it is. */
  notReady: () => string[];
  /** Where it has any. */
  metrics?: Registry;
}

/** Answers `/healthz`, `/readyz` and `/metrics`; returns false, and answers nothing, where the path is another. */
export function createHealthRoutes({ notReady, metrics }: Health): (path: string, response: ServerResponse) => boolean {
  return (path, response) => {
    switch (path) {
      case "/healthz":
        answerText(response, 200, "ok\n");
        return true;
      case "/readyz": {
        const reasons = notReady();
        answerText(
          response,
          reasons.length === 0 ? 200 : 503,
          reasons.length === 0 ? "ok\n" : `${reasons.join("\n")}\n`,
        );
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
