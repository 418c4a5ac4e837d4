/** A host is one store's: its claim comes before anything that could route it, and goes after the last that does. */
import type { Failure } from "../failure.ts";
import type { Observation } from "../observation.ts";
import { afterFailure } from "./give-up.ts";
import { isBuilt, releaseCurrent } from "./namespace.ts";
import type { Rule } from "./rule.ts";

const hostTaken = ({ host }: Observation): Failure => ({
  code: "HostTaken",
  step: "Queue",
  message: `${host.name} belongs to ${host.claimant}`,
});

/** Its host, before it waits for a slot. */
export const hostRule: Rule = (o) => {
  if (o.host.holder === "ours") return undefined;
  if (o.host.holder === "nobody") return { type: "ClaimHost" };
  const failure = hostTaken(o);
  if (!(isBuilt(o) && releaseCurrent(o))) return afterFailure(o, failure, true);
  // Built before hosts were claimed: both are routed, and people have to say which one is to be.
  const { phase, lastError } = o.store.status ?? {};
  const told = phase === "Degraded" && lastError?.code === "HostTaken" && lastError.message === failure.message;
  return told ? { type: "Wait" } : { type: "MarkDegraded", failure };
};

/** The host that stood in its way is anybody's. */
export const hostFree = (o: Observation): boolean =>
  o.store.status?.lastError?.code === "HostTaken" && o.host.holder !== "another";

/** Once it serves on its host alone. */
export const surplusRule: Rule = (o) =>
  o.host.surplus.length > 0 && o.workloads.settled ? { type: "ReleaseHosts", hosts: o.host.surplus } : undefined;
