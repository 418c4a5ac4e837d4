import type { Observation } from "../observation.ts";

/** Milliseconds since the epoch at which the time in slots is used up. */
export const deadline = (o: Observation): number =>
  Date.parse(o.store.status?.slotSince ?? "") + o.limits.maxProvisionMs - (o.store.status?.slotMs ?? 0);
