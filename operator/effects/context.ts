import type { KubeClient } from "@shopyard/kube/client.ts";
import type { Logger } from "pino";
import type { Heartbeat } from "../leader/election.ts";
import type { Metrics } from "../metrics.ts";
import type { Platform } from "../platform.ts";
import type { Caches } from "../watch/caches.ts";

/** What effects work with. */
export interface EffectContext {
  client: KubeClient;
  platform: Platform;
  caches: Caches;
  metrics: Metrics;
  log: Logger;
  /** Whether this process still leads, for what it starts. */
  heartbeat: Heartbeat;
  /** Ends what runs when the store is deleted meanwhile or the operator stops. */
  signal: AbortSignal;
  now(): number;
}
