import { PHASES, SALE_MODES, SIZES, STEPS } from "@shopyard/crds/constants.ts";
import { builder } from "../builder.ts";

/** `Provisioning` -> `PROVISIONING: { value: "Provisioning" }`. */
const upperCased = <T extends string>(values: readonly T[]) =>
  Object.fromEntries(values.map((value) => [value.toUpperCase(), { value }])) as Record<string, { value: T }>;

export const StorePhase = builder.enumType("StorePhase", { values: upperCased(PHASES) });
export const StoreSize = builder.enumType("StoreSize", { values: upperCased(SIZES) });
export const StoreStep = builder.enumType("StoreStep", { values: upperCased(STEPS) });
export const SaleMode = builder.enumType("SaleMode", { values: upperCased(SALE_MODES) });
export const StoreEventType = builder.enumType("StoreEventType", { values: upperCased(["Normal", "Warning"]) });
export const ConditionStatus = builder.enumType("ConditionStatus", {
  values: upperCased(["True", "False", "Unknown"]),
});
export const PlannedChangeKind = builder.enumType("PlannedChangeKind", {
  values: upperCased(["Added", "Changed", "Removed"]),
});
export const ErrorCodeKind = builder.enumType("ErrorCodeKind", { values: ["FAILURE", "REFUSAL"] as const });
export const LimitKind = builder.enumType("LimitKind", {
  values: ["CREATE_RATE", "GLOBAL_STORES", "OWN_STORES"] as const,
});
export const NameCheckReason = builder.enumType("NameCheckReason", {
  values: ["DELETING", "INVALID", "TAKEN"] as const,
});
export const OrderDirection = builder.enumType("OrderDirection", { values: ["ASC", "DESC"] as const });
export const StoreOrderField = builder.enumType("StoreOrderField", {
  values: ["CREATED_AT", "NAME", "PHASE"] as const,
});
export const StoreLeftReason = builder.enumType("StoreLeftReason", {
  values: ["DELETED", "FILTERED", "FORBIDDEN"] as const,
});
