import { ERRORS } from "@shopyard/crds/errors.ts";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** How a reconciliation can end. */
const RESULTS = ["ok", "conflict", "transient", "error"] as const;

export type Metrics = ReturnType<typeof createMetrics>;

/** Prometheus metrics of the operator; labels are bounded sets, never a store's name. `processMetrics` adds Node's own. */
export function createMetrics({ processMetrics = false } = {}) {
  const registry = new Registry();
  const registers = [registry];
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const metrics = {
    registry,
    reconciles: new Counter({
      name: "shopyard_operator_reconciles_total",
      help: "Reconciliations by result",
      labelNames: ["result"],
      registers,
    }),
    actions: new Counter({
      name: "shopyard_operator_actions_total",
      help: "Actions taken, by type",
      labelNames: ["action"],
      registers,
    }),
    actionSeconds: new Histogram({
      name: "shopyard_operator_action_seconds",
      help: "Duration of actions that talk to the cluster",
      labelNames: ["action"],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      registers,
    }),
    helmRuns: new Counter({
      name: "shopyard_operator_helm_runs_total",
      help: "Runs of helm by command and result",
      labelNames: ["command", "result"],
      registers,
    }),
    statusWrites: new Counter({ name: "shopyard_operator_status_writes_total", help: "Status writes", registers }),
    failures: new Counter({
      name: "shopyard_operator_failures_total",
      help: "Failures told on a timeline, by error code",
      labelNames: ["code"],
      registers,
    }),
    drift: new Counter({
      name: "shopyard_operator_drift_total",
      help: "Objects that were changed by hand and put back, by kind",
      labelNames: ["kind"],
      registers,
    }),
    secondsToReady: new Histogram({
      name: "shopyard_operator_ready_seconds",
      help: "Seconds from the start of a round to Ready, by engine",
      labelNames: ["engine"],
      buckets: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800],
      registers,
    }),
    queueDepth: new Gauge({
      name: "shopyard_operator_queue_depth",
      help: "Keys waiting for a worker, by lane",
      labelNames: ["lane"],
      registers,
    }),
    /** Asked for the gauges whenever somebody scrapes. */
    beforeScrape: [] as (() => void)[],
    queueAgeSeconds: new Gauge({
      name: "shopyard_operator_queue_age_seconds",
      help: "Age of the oldest waiting key, by lane",
      labelNames: ["lane"],
      registers,
    }),
    queueRetries: new Counter({
      name: "shopyard_operator_queue_retries_total",
      help: "Keys put back with a back-off after an error",
      registers,
    }),
    caughtUpAt: new Gauge({
      name: "shopyard_operator_caught_up_timestamp_seconds",
      help: "When every store had been looked at once since this operator leads, in Unix seconds; 0 before",
      registers,
    }),
    slotsInUse: new Gauge({ name: "shopyard_operator_slots_in_use", help: "Provisioning slots taken", registers }),
    slotsWaiting: new Gauge({ name: "shopyard_operator_slots_waiting", help: "Stores waiting for a slot", registers }),
    stores: new Gauge({ name: "shopyard_operator_stores", help: "Stores by phase", labelNames: ["phase"], registers }),
    certificates: new Gauge({
      name: "shopyard_operator_certificates",
      help: "Stores that serve over TLS, by what their certificate is",
      labelNames: ["reason"],
      registers,
    }),
    orphanedNamespaces: new Gauge({
      name: "shopyard_operator_orphaned_namespaces",
      help: "Namespaces that carry this yard's id and no Store answers for",
      registers,
    }),
    leading: new Gauge({
      name: "shopyard_operator_leading",
      help: "1 while this operator holds the lease and works, 0 while it stands by",
      registers,
    }),
    watchConnected: new Gauge({
      name: "shopyard_operator_watches_connected",
      help: "Watches that are connected, of 7",
      registers,
    }),
  };
  // A series that begins above 0 tells no increase: what comes before its first scrape would be lost to the alerts.
  for (const code of Object.keys(ERRORS)) metrics.failures.inc({ code }, 0);
  for (const result of RESULTS) metrics.reconciles.inc({ result }, 0);
  return metrics;
}
