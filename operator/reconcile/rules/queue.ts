import { findCondition } from "../conditions.ts";
import { isBuilt, whenOverdue } from "./namespace.ts";
import type { Rule } from "./rule.ts";

/** Waiting for a provisioning slot. */
export const queueRules: readonly Rule[] = [
  // Built once, and now the spec differs: a new round.
  (o) => (isBuilt(o) ? { type: "Queue", because: "SpecChanged" } : undefined),
  // An earlier namespace of this name is still going away: a fresh one can only be made after it.
  (o) => {
    if (!o.namespace?.terminating || o.store.status?.slotSince !== undefined) return undefined;
    return { type: "AwaitPredecessorGone", ...whenOverdue(o) };
  },
  // It is gone, and status still says that it is waited for.
  (o) => {
    const reason = findCondition(o.store.status, "NamespaceReady")?.reason;
    const told = reason === "Terminating" || reason === "TeardownBlocked";
    return told && o.store.status?.slotSince === undefined ? { type: "NotePredecessorGone" } : undefined;
  },
  // Backing off: the slot went back, the time does not count.
  (o) => {
    const notBefore = o.store.status?.notBefore === undefined ? 0 : Date.parse(o.store.status.notBefore);
    return o.store.status?.slotSince === undefined && notBefore > o.now ? { type: "Wait", at: notBefore } : undefined;
  },
  (o) => {
    if (o.store.status?.slotSince !== undefined) return undefined;
    return o.slotFree ? { type: "StartAttempt" } : { type: "Wait" };
  },
];
