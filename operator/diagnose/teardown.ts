/** Why a namespace that was deleted is still there, in words that name what holds it. */
import type { KubeObject } from "@shopyard/kube/objects.ts";
import type { Namespace } from "../watch/kinds.ts";

/** The namespace controller needs a round or two; what it reports before that is no news. Milliseconds. */
const USUAL_MS = 30_000;
/** Held objects that are named; of more, their number. */
const NAMED = 3;

/** Objects of one kind, as `Pod`. */
export type ObjectsOfKind = readonly [kind: string, objects: readonly KubeObject[]];

/** When a namespace will have been going for longer than usual, in milliseconds since the epoch; undefined where it stays. */
export function overdueAt({ metadata: { deletionTimestamp } }: Namespace): number | undefined {
  return deletionTimestamp === undefined ? undefined : Date.parse(deletionTimestamp) + USUAL_MS;
}

/**
 * What Kubernetes says of it, the objects among `inside` that wait for a finalizer, and the finalizers of the namespace
 * itself: Kubernetes speaks neither of the last nor of single objects.
 */
export function blockedBy(namespace: Namespace, inside: readonly ObjectsOfKind[]): string {
  const { metadata, spec, status } = namespace;
  const told = (status?.conditions ?? [])
    .filter(({ type, status }) => status === "True" && type.startsWith("Namespace"))
    .map(({ message, type }) => message || type);
  const held = inside.flatMap(([kind, objects]) =>
    objects
      .filter(
        ({ metadata: { deletionTimestamp, finalizers } }) => deletionTimestamp !== undefined && finalizers?.length,
      )
      .map(({ metadata: { name, finalizers } }) => `${kind}/${name} (${finalizers?.join(", ")})`),
  );
  const more = held.length > NAMED ? ` and ${held.length - NAMED} more` : "";
  const own = [...(metadata.finalizers ?? []), ...(spec?.finalizers ?? []).filter((name) => name !== "kubernetes")];
  const reasons = [
    ...told,
    ...(held.length > 0 ? [`held by finalizers: ${held.slice(0, NAMED).join(", ")}${more}`] : []),
    ...(own.length > 0 ? [`the namespace itself has the finalizer ${own.join(", ")}`] : []),
  ];
  const why = reasons.length > 0 ? reasons.join("; ") : "Kubernetes says nothing: does its namespace controller run?";
  return `namespace ${metadata.name} does not go: ${why}`;
}
