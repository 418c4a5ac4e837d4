/** What several rules ask of a store's namespace. */
import type { Observation } from "../observation.ts";

const BUILT = ["Ready", "Suspended", "Degraded"];

/** It was built, and is not being built anew. */
export const isBuilt = ({ store }: Observation): boolean => BUILT.includes(store.status?.phase ?? "");

/** Whether a namespace of the store's name is there that may be neither used nor deleted. */
export const isForeign = ({ namespace }: Observation): boolean =>
  namespace !== undefined && !namespace.ours && !namespace.terminating;

/** When to look again although nothing has changed: what holds a namespace is told once it is overdue. */
export const whenOverdue = ({ now, namespace }: Observation): { at?: number } =>
  namespace?.overdueAt !== undefined && namespace.overdueAt > now ? { at: namespace.overdueAt } : {};
