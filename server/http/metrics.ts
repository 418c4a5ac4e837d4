import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { LiveMetrics } from "../live/live-metrics.ts";

export interface Metrics {
  registry: Registry;
  live: LiveMetrics;
  operations: Counter<"type" | "outcome">;
}

/** What the gauges read when somebody asks for them. */
export interface MetricsSources {
  sockets(): number;
  readers(): number;
  stores(): number;
  lastContact(): number;
}

/** One registry a server, so that several can live in one process. */
export function createMetrics(sources: MetricsSources, options: { processMetrics: boolean }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("shopyard_server_sockets", "WebSockets open now", sources.sockets);
  gauge("shopyard_server_readers", "Subscriptions that follow the watch now", sources.readers);
  gauge("shopyard_server_stores", "Stores in the cache", sources.stores);
  gauge("shopyard_server_watch_last_contact_seconds", "When the API server was last heard of", () =>
    Math.floor(sources.lastContact() / 1000),
  );
  return {
    registry,
    operations: new Counter({
      name: "shopyard_server_operations_total",
      help: "GraphQL operations by type and outcome",
      labelNames: ["type", "outcome"] as const,
      registers,
    }),
    live: {
      tooSlow: new Counter({
        name: "shopyard_server_slow_readers_total",
        help: "Subscribers closed because they took nothing for too long",
        registers,
      }),
      coalesced: new Counter({
        name: "shopyard_server_coalesced_changes_total",
        help: "Changes that a reader was spared because a newer one of the same store came",
        registers,
      }),
      frames: new Counter({
        name: "shopyard_server_frames_total",
        help: "Frames sent, by whether they were executed or shared with an equal operation",
        labelNames: ["how"] as const,
        registers,
      }),
    },
  };
}
