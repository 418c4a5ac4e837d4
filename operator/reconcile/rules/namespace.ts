/** What several rules ask of a store's namespace and of what is in it. */
import { isTrue } from "../conditions.ts";
import type { Observation } from "../observation.ts";

const BUILT = ["Ready", "Suspended", "Degraded"];

/** It was built, and is not being built anew. */
export const isBuilt = ({ store }: Observation): boolean => BUILT.includes(store.status?.phase ?? "");

/** Whether a namespace of the store's name is there that may be neither used nor deleted. */
export const isForeign = ({ namespace }: Observation): boolean =>
  namespace !== undefined && !namespace.ours && !namespace.terminating;

/** Whether the release that status speaks of is the one the spec asks for, in the namespace that is there. */
export const releaseCurrent = (o: Observation): boolean =>
  "releaseDigest" in o.desired &&
  o.namespace !== undefined &&
  !o.namespace.terminating &&
  o.store.status?.namespace?.uid === o.namespace.uid &&
  isTrue(o.store.status, "ReleaseApplied") &&
  o.store.status.release?.digest === o.desired.releaseDigest;

/** When to look again although nothing has changed: what holds a namespace is told once it is overdue. */
export const whenOverdue = ({ now, namespace }: Observation): { at?: number } =>
  namespace?.overdueAt !== undefined && namespace.overdueAt > now ? { at: namespace.overdueAt } : {};
