/**
 * How a simulated pod is told to fail. The first of its containers does so in the way that any of these names, as
 * `crash`, `missing` (or `image-pull`), `slow` (or `not-ready`), `pending-forever`:
 * - annotation or label `shopyard.dev/simulate` on the pod;
 * - the tag of its first container's image, as in `wordpress:crash`;
 * - its namespace's name, as in `store-simulate-crash-1`; so a store named `simulate-crash` fails whatever its chart.
 */
export const SIMULATE = "shopyard.dev/simulate";

/** The modes, as the values of annotation, label and image tag. */
export const FAILURE_MODES = ["crash", "missing", "image-pull", "slow", "not-ready", "pending-forever"] as const;

/** A jq query that yields every mode a pod names, and other words that no stage knows. */
export const MODE_QUERY = [
  `.metadata.annotations["${SIMULATE}"]`,
  `.metadata.labels["${SIMULATE}"]`,
  '(.spec.containers[0].image | split(":") | last)',
  '(.metadata.namespace | capture("simulate-(?<mode>crash|missing|image-pull|slow|not-ready|pending-forever)") | .mode)',
].join(", ");
