import type { Action } from "../action.ts";
import type { Observation } from "../observation.ts";

/** One reason to do one thing; undefined leaves the question to the next rule. */
export type Rule = (observation: Observation) => Action | undefined;
