import type { Action } from "../action.ts";
import type { Failure } from "../failure.ts";
import type { Observation } from "../observation.ts";
import { deadline } from "./deadline.ts";
import { afterFailure } from "./give-up.ts";
import type { Rule } from "./rule.ts";

/**
 * The copy of the shop's data takes the data's place, once that was begun: before anything else, and whatever the spec
 * asks for meanwhile, since nothing may run on data that is half of one version and half of another. The Job has a
 * deadline of its own.
 */
export const restoreRule: Rule = (o) => {
  const { restore, namespace } = o.store.status ?? {};
  if (restore?.state !== "Begun" || o.restore === undefined) return undefined;
  // With its namespace the data is gone.
  if (o.namespace === undefined || o.namespace.terminating || o.namespace.uid !== namespace?.uid) return undefined;
  switch (o.restore.state) {
    case "shop-runs":
      return { type: "StandStill" };
    case "shop-ends": {
      const message = "pods of the shop do not end";
      const stays: Failure = { code: "WorkloadsNotReady", step: "Release", message };
      return o.now < deadline(o) ? { type: "Wait", at: deadline(o) } : giveUp(o, stays, true);
    }
    case "shop-stands-still":
      return { type: "StartRestore", key: restore.key };
    case "running":
      return { type: "Wait" };
    case "passed":
      return { type: "RecordRestore" };
    case "failed":
      return giveUp(o, o.restore.failure, (o.store.status?.attempts ?? 0) >= o.limits.maxAttempts);
  }
};

function giveUp(o: Observation, { message, ...where }: Failure, final: boolean): Action {
  const { time } = o.store.status?.restore ?? {};
  return afterFailure(
    o,
    { ...where, message: `the data of ${time ?? "before"} could not be put back: ${message}` },
    final,
  );
}
