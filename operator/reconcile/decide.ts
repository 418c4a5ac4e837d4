/** observe -> decide -> act: the middle one. Pure and synchronous; the first rule with an answer wins. */
import type { Action } from "./action.ts";
import type { Observation } from "./observation.ts";
import { deletionRules } from "./rules/deletion.ts";
import { intakeRules } from "./rules/intake.ts";
import { provisioningRules } from "./rules/provisioning.ts";
import { queueRules } from "./rules/queue.ts";
import type { Rule } from "./rules/rule.ts";
import { steadyRules } from "./rules/steady.ts";

const RULES: readonly Rule[] = [...deletionRules, ...intakeRules, ...steadyRules, ...queueRules, ...provisioningRules];

export function decide(observation: Observation): Action {
  for (const rule of RULES) {
    const action = rule(observation);
    if (action !== undefined) return action;
  }
  return { type: "Wait" };
}
