import type { Failure } from "../reconcile/failure.ts";

/** What ails a part of a store, and how sure that is. */
export interface Diagnosis {
  failure: Failure;
  /**
   * `fatal`: waiting will not heal it. `healing`: it is wrong, and may heal by itself. `vague`: it is merely not there
   * yet, as every part is for a while.
   */
  certainty: "fatal" | "healing" | "vague";
}
