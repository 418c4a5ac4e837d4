/** What the live part counts; prom-client's counters and gauges fit. */
export interface LiveMetrics {
  tooSlow: { inc(): void };
  coalesced: { inc(): void };
  /** By what the execution was: `executed` or `shared`. */
  frames: { inc(labels: { how: "executed" | "shared" }): void };
}
