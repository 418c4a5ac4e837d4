import { ANNOTATIONS, FINALIZER, LIMITS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { foreignNamespace, wasMadeFor } from "../../diagnose/foreign-namespace.ts";
import type { Observation } from "../observation.ts";
import { retryTokenOf } from "../retry-token.ts";
import { afterFailure } from "./give-up.ts";
import { hostFree, hostRule } from "./host.ts";
import { isBuilt, isForeign, releaseCurrent } from "./namespace.ts";
import type { Rule } from "./rule.ts";

const retryAsked = (o: Observation): boolean => {
  const token = retryTokenOf(o.store);
  return token !== undefined && token !== o.store.status?.lastHandledRetry;
};
/** As much of it as status can repeat. */
const planRequestOf = ({ metadata }: Store): string | undefined =>
  metadata.annotations?.[ANNOTATIONS.plan]?.slice(0, LIMITS.planRequest);
const specChanged = (o: Observation): boolean => o.store.metadata.generation !== o.store.status?.observedGeneration;

/** What must hold before anything is built. */
export const intakeRules: readonly Rule[] = [
  // Nothing is made before it is sure to be taken away again.
  (o) => (o.store.metadata.finalizers?.includes(FINALIZER) ? undefined : { type: "AddFinalizer" }),
  // A store without status begins its first round.
  (o) => (o.store.status?.phase === undefined ? { type: "Queue", because: "Created" } : undefined),
  // What a change would do is told at any time, and changes nothing.
  (o) => {
    const request = planRequestOf(o.store);
    return request !== undefined && request !== o.store.status?.plan?.token ? { type: "MakePlan", request } : undefined;
  },
  // A retry starts a new round where something failed, and is merely noted where nothing did.
  (o) => {
    if (!retryAsked(o)) return undefined;
    const { phase, notBefore } = o.store.status ?? {};
    const takenBack = phase === "Ready" && o.store.status?.rejected !== undefined;
    const waiting = phase === "Failed" || phase === "Degraded" || notBefore !== undefined || takenBack;
    return waiting ? { type: "Queue", because: "RetryRequested" } : { type: "AcknowledgeRetry" };
  },
  // Failed stays Failed until the spec changes or somebody asks, or what stood in the way does not.
  (o) => {
    if (o.store.status?.phase !== "Failed") return undefined;
    if (specChanged(o)) return { type: "Queue", because: "SpecChanged" };
    if (hostFree(o)) return { type: "Queue", because: "HostFree" };
    const code = o.store.status.lastError?.code;
    const stoodInTheWay = code === "NamespaceTaken" || code === "NamespaceRelabelled";
    const free = o.namespace === undefined || (o.namespace.ours && !o.namespace.terminating);
    return stoodInTheWay && free ? { type: "Queue", because: "NamespaceFree" } : { type: "Wait" };
  },
  // Its namespace is gone or going, and all that was in it: whatever it was, it does not serve.
  (o) => {
    if (!isBuilt(o) || o.store.status?.namespace === undefined || isForeign(o)) return undefined;
    const lost = !wasMadeFor(o.store, o.namespace) || o.namespace?.terminating;
    return lost ? { type: "Queue", because: "NamespaceLost" } : undefined;
  },
  // Its namespace is not ours to touch any more. It may well serve on, and goes on when the labels are back.
  (o) => {
    if (o.namespace === undefined || !isBuilt(o) || !isForeign(o) || !wasMadeFor(o.store, o.namespace))
      return undefined;
    const { phase, lastError } = o.store.status ?? {};
    const failure = foreignNamespace(o.store, o.namespace);
    const told =
      phase === "Degraded" && lastError?.code === "NamespaceRelabelled" && lastError.message === failure.message;
    return told ? { type: "Wait" } : { type: "MarkDegraded", failure };
  },
  // A namespace of our name that isn't ours is neither adopted nor deleted.
  (o) =>
    o.namespace !== undefined && isForeign(o)
      ? { type: "FailAttempt", final: true, failure: foreignNamespace(o.store, o.namespace) }
      : undefined,
  // Its labels are back, and no rule further on would say so.
  (o) => {
    const { phase, lastError } = o.store.status ?? {};
    const told = phase === "Degraded" && lastError?.code === "NamespaceRelabelled";
    return told && !releaseCurrent(o) ? { type: "Queue", because: "NamespaceFree" } : undefined;
  },
  // What was given up is tried again when the spec changes, also when it comes to ask for the same once more.
  (o) => {
    const { phase, rejected } = o.store.status ?? {};
    const settled = phase === "Ready" || phase === "Degraded";
    return settled && rejected !== undefined && specChanged(o) ? { type: "Queue", because: "SpecChanged" } : undefined;
  },
  // Given up with no way back, and not what helm applied last: nothing to do but to wait for people.
  (o) => (o.stuck && o.store.status?.phase === "Degraded" && !releaseCurrent(o) ? { type: "Wait" } : undefined),
  // A shop that serves goes on serving although this operator could not build it anew.
  (o) => (isBuilt(o) && !("releaseDigest" in o.desired) && !specChanged(o) ? { type: "Wait" } : undefined),
  // An engine this platform does not have.
  (o) =>
    o.desired.engine === "unknown"
      ? {
          type: "FailAttempt",
          final: true,
          failure: {
            code: "UnknownEngine",
            step: "Queue",
            message: `no engine "${o.store.spec.engine}" on this platform`,
          },
        }
      : undefined,
  // A version this platform has no chart for.
  (o) =>
    o.desired.engine === "known" && "asked" in o.desired
      ? afterFailure(
          o,
          {
            code: "UnknownEngineVersion",
            step: "Queue",
            message: `${o.store.spec.engine} ${o.desired.asked} is not offered; there is: ${o.desired.offered.join(", ")}`,
          },
          true,
        )
      : undefined,
  hostRule,
];
