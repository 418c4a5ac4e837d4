import type { StorePlanQuery } from "../../generated/graphql.ts";

export type Plan = NonNullable<NonNullable<StorePlanQuery["store"]>["plan"]>;

/** How far the question is what a change would do. `late`: unanswered for long. */
export type PlanState =
  | { kind: "none" }
  | { kind: "asking"; late: boolean }
  | { kind: "refused"; message: string }
  | { kind: "answered"; plan: Plan };
