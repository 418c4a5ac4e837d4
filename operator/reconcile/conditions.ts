import type { ConditionType, Phase } from "@shopyard/crds/constants.ts";
import type { Condition, StoreStatus } from "@shopyard/crds/store.ts";
import { clip } from "./timeline.ts";

/** Reasons of the Ready condition; together with Stalled they say the phase. */
export type ReadyReason =
  | "Queued"
  | "Provisioning"
  | "Upgrading"
  | "Ready"
  | "Suspended"
  | "Degraded"
  /** An earlier release serves: the one that was asked for did not come up. */
  | "RolledBack"
  | "Failed"
  | "Deleting";

export const findCondition = (status: StoreStatus | undefined, type: ConditionType): Condition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

export const isTrue = (status: StoreStatus | undefined, type: ConditionType): boolean =>
  findCondition(status, type)?.status === "True";

/** Its address is to answer, and is looked at. */
export const isServing = (status: StoreStatus | undefined): boolean =>
  status?.phase === "Ready" || status?.phase === "Degraded";

/** Sets a condition; its transition time moves only when its status does. */
export function setCondition(
  status: StoreStatus,
  type: ConditionType,
  value: "True" | "False" | "Unknown",
  reason: string,
  message: string,
  now: number,
): void {
  status.conditions ??= [];
  const conditions = status.conditions;
  const previous = findCondition(status, type);
  const next: Condition = {
    type,
    status: value,
    reason,
    message: clip(message),
    observedGeneration: status.observedGeneration ?? 0,
    lastTransitionTime: previous?.status === value ? previous.lastTransitionTime : new Date(now).toISOString(),
  };
  if (previous === undefined) conditions.push(next);
  else conditions[conditions.indexOf(previous)] = next;
}

/** The phase, from the conditions alone. */
export function derivePhase(status: StoreStatus): Phase {
  const ready = findCondition(status, "Ready");
  switch (ready?.reason as ReadyReason | undefined) {
    case "Deleting":
      return "Deleting";
    case "Failed":
      return "Failed";
    case "Ready":
    case "RolledBack":
      return "Ready";
    case "Suspended":
      return "Suspended";
    case "Degraded":
      return "Degraded";
    case "Upgrading":
      return "Upgrading";
    case "Provisioning":
      return "Provisioning";
    case "Queued":
    case undefined:
      return "Pending";
  }
}
