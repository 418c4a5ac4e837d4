import { expect, test } from "vitest";
import type { Plan } from "../../client/src/components/change/plan-model.ts";
import { planSummary } from "../../client/src/components/change/plan-summary.ts";

const plan = (kinds: Plan["changes"][number]["change"][], rest: Partial<Plan> = {}): Plan => ({
  token: "t",
  appVersion: "1.0.0",
  size: "SMALL",
  unchanged: 0,
  truncated: false,
  error: null,
  changes: kinds.map((change, index) => ({ change, kind: "Service", name: `s${index}`, diff: null })),
  ...rest,
});

test.each([
  [plan([]), "Nothing in the cluster would change."],
  [plan([], { unchanged: 9 }), "Nothing in the cluster would change."],
  [plan(["CHANGED"], { unchanged: 1 }), "1 object changes; 1 stays as it is."],
  [
    plan(["ADDED", "CHANGED", "CHANGED", "REMOVED"], { unchanged: 9 }),
    "2 objects change, 1 is added, 1 is removed; 9 stay as they are.",
  ],
  [plan(["ADDED", "ADDED"]), "2 objects are added."],
  [plan(["REMOVED"], { truncated: true }), "1 object is removed. More would change than is listed here."],
])("%j", (given, text) => {
  expect(planSummary(given)).toBe(text);
});
