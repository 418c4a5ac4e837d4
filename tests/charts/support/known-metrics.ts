import { type Metrics, createMetrics as operatorMetrics } from "../../../operator/metrics.ts";
import { createMetrics as serverMetrics } from "../../../server/http/metrics.ts";

/** The processes that Prometheus reads. */
export const COMPONENTS = ["operator", "server"] as const;
export type ComponentName = (typeof COMPONENTS)[number];

/** What the Prometheus operator puts on every series of a target that a ServiceMonitor finds. */
export const TARGET_LABELS: readonly string[] = [
  ...["namespace", "job", "pod", "instance", "service", "container", "endpoint"],
];

/** Labels of a component's series, by the series' name. */
export type Series = ReadonlyMap<string, readonly string[]>;

type Registry = Metrics["registry"];

const zero = () => 0;
const registries: Record<ComponentName, Registry> = {
  operator: operatorMetrics({ processMetrics: true }).registry,
  server: serverMetrics({ sockets: zero, readers: zero, stores: zero, lastContact: zero }, { processMetrics: true })
    .registry,
};

/** Every series that operator and server really show, Node's own and Prometheus' `up` of them included. */
export const KNOWN_SERIES: Record<ComponentName, Series> = {
  operator: seriesOf(registries.operator),
  server: seriesOf(registries.server),
};

function seriesOf(registry: Registry): Series {
  const series = new Map<string, readonly string[]>([["up", []]]);
  for (const metric of registry.getMetricsAsArray()) {
    const { name, type, labelNames } = metric as typeof metric & { labelNames: string[] };
    // Whether as text or as prom-client's enumeration.
    if (String(type) !== "histogram") {
      series.set(name, labelNames);
      continue;
    }
    series.set(`${name}_bucket`, [...labelNames, "le"]);
    for (const part of ["sum", "count"]) series.set(`${name}_${part}`, labelNames);
  }
  return series;
}
