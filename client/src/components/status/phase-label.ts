import type { StorePhase, StoreSize, StoreStep } from "../../generated/graphql.ts";

/** As kubectl prints it: `PROVISIONING` is `Provisioning`. */
const capitalised = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase();

export const phaseLabel = (phase: StorePhase): string => capitalised(phase);
export const stepLabel = (step: StoreStep): string => capitalised(step);
export const sizeLabel = (size: StoreSize): string => capitalised(size);

/** In the order in which a person looks for them. */
export const PHASES: readonly StorePhase[] = [
  "FAILED",
  "DEGRADED",
  "DELETING",
  "PROVISIONING",
  "UPGRADING",
  "PENDING",
  "READY",
  "SUSPENDED",
];
