import type { Rule } from "./rule.ts";

/** Waiting for a provisioning slot. */
export const queueRules: readonly Rule[] = [
  // The namespace of an earlier store of this name is still going away: a fresh one can only be made after it.
  (o) => (o.namespace?.terminating && o.store.status?.slotSince === undefined ? { type: "Wait" } : undefined),
  // Built once, and now the spec or the namespace differ: a new round.
  (o) => {
    const { phase, namespace } = o.store.status ?? {};
    if (phase !== "Ready" && phase !== "Suspended" && phase !== "Degraded") return undefined;
    const lost = namespace !== undefined && namespace.uid !== o.namespace?.uid;
    return { type: "Queue", because: lost ? "NamespaceLost" : "SpecChanged" };
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
