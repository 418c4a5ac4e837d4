/** The kinds that charts may make, and how they are spelt in a manifest (docs/engines.md lists the same). */
import {
  CONFIG_MAPS,
  CRON_JOBS,
  DEPLOYMENTS,
  HTTP_ROUTES,
  INGRESSES,
  JOBS,
  PERSISTENT_VOLUME_CLAIMS,
  POD_DISRUPTION_BUDGETS,
  type Resource,
  SERVICES,
  STATEFUL_SETS,
} from "@shopyard/kube/paths.ts";
import type { Platform } from "../platform.ts";

export interface ChartKind {
  kind: string;
  resource: Resource;
}

const EVERYWHERE: readonly ChartKind[] = [
  { kind: "ConfigMap", resource: CONFIG_MAPS },
  { kind: "CronJob", resource: CRON_JOBS },
  { kind: "Deployment", resource: DEPLOYMENTS },
  { kind: "Ingress", resource: INGRESSES },
  { kind: "Job", resource: JOBS },
  { kind: "PersistentVolumeClaim", resource: PERSISTENT_VOLUME_CLAIMS },
  { kind: "PodDisruptionBudget", resource: POD_DISRUPTION_BUDGETS },
  { kind: "Service", resource: SERVICES },
  { kind: "StatefulSet", resource: STATEFUL_SETS },
];

/** Those that this platform's API server knows: HTTPRoute only where Gateways are used. */
export const chartKinds = ({ config }: Platform): readonly ChartKind[] =>
  config.GATEWAY_PARENTS.length > 0 ? [...EVERYWHERE, { kind: "HTTPRoute", resource: HTTP_ROUTES }] : EVERYWHERE;
