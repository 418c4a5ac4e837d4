/** How far a change of release has got: whether the data was touched, and whose pods answer. */
import { LABELS } from "@shopyard/crds/constants.ts";
import type { Engine } from "../engines/engine.ts";
import type { Workloads } from "../reconcile/observation.ts";
import type { Job, Pod, WorkloadObject } from "../watch/kinds.ts";

/**
 * Whether the migration of a release has begun: its Job ended, or one of the Job's pods got as far as starting its main
 * container. A pod that only waits, or whose image cannot be pulled, has changed nothing yet.
 */
export function hasMigrated(
  engine: Engine | undefined,
  digest: string,
  jobs: readonly Job[],
  pods: readonly Pod[],
): boolean {
  if (engine?.migration === undefined) return false;
  const migrations = jobs.filter(
    ({ metadata }) =>
      metadata.labels?.[LABELS.component] === engine.migration && metadata.annotations?.[LABELS.digest] === digest,
  );
  return migrations.some(
    ({ metadata, status }) =>
      (status?.succeeded ?? 0) > 0 ||
      (status?.failed ?? 0) > 0 ||
      pods.some((pod) => pod.metadata.labels?.["batch.kubernetes.io/job-name"] === metadata.name && hasStarted(pod)),
  );
}

const hasStarted = ({ status }: Pod): boolean =>
  status?.containerStatuses?.some(
    ({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated,
  ) ?? false;

/** Whose pods answer customers: those of the desired release, those before it, or none. */
export function servingOf(
  engine: Engine | undefined,
  { components }: Workloads,
  deployments: readonly WorkloadObject[],
): "new" | "old" | "nobody" {
  const entry = deployments.find(({ metadata }) => metadata.labels?.[LABELS.component] === engine?.entry.component);
  if (components.some(({ kind, name, ready }) => kind === "Deployment" && name === entry?.metadata.name && ready)) {
    return "new";
  }
  return (entry?.status?.readyReplicas ?? 0) > 0 ? "old" : "nobody";
}
