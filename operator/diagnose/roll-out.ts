/** How far a change of release has got: whether the data was touched, and whose pods answer. */
import { LABELS } from "@shopyard/crds/constants.ts";
import type { Engine } from "../engines/engine.ts";
import type { Workloads } from "../reconcile/observation.ts";
import type { Job, Pod, WorkloadObject } from "../watch/kinds.ts";
import { jobOf } from "./pods.ts";

/** The Jobs that migrate for one of these releases, by their digests. */
export const migrationsOf = (
  engine: Engine | undefined,
  digests: readonly string[],
  jobs: readonly Job[],
): readonly Job[] =>
  engine?.migration === undefined
    ? []
    : jobs.filter(
        ({ metadata }) =>
          metadata.labels?.[LABELS.component] === engine.migration &&
          digests.includes(metadata.annotations?.[LABELS.digest] ?? ""),
      );

/**
 * Whether one of these migrations has begun: its Job ended well, or one of the Job's pods got as far as starting its main
 * container. A pod that only waits, whose image cannot be pulled, or whose init container failed, has changed nothing.
 * Of a failed pod that is gone nobody knows: it counts.
 */
export const hasMigrated = (migrations: readonly Job[], pods: readonly Pod[]): boolean =>
  migrations.some((job) => {
    const own = pods.filter((pod) => jobOf(pod) === job.metadata.name);
    const harmless = own.filter((pod) => pod.status?.phase === "Failed" && !hasStarted(pod));
    const { succeeded = 0, failed = 0 } = job.status ?? {};
    return succeeded > 0 || failed > harmless.length || own.some(hasStarted);
  });

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
