import { FINALIZER } from "@shopyard/crds/constants.ts";
import { foreignNamespace, wasMadeFor } from "../../diagnose/foreign-namespace.ts";
import { findCondition } from "../conditions.ts";
import { openEntry } from "../timeline.ts";
import { whenOverdue } from "./namespace.ts";
import type { Rule } from "./rule.ts";

/** How long pods may take to end after helm uninstall before the namespace is deleted over their heads. */
const PODS_END_MS = 20_000;

/** Set by a deletion that is to wait for what the object owns, or is not to: the garbage collector's. */
const KUBERNETES_OWN = ["foregroundDeletion", "orphan"];

const deleting: (rule: Rule) => Rule = (rule) => (o) =>
  o.store.metadata.deletionTimestamp === undefined ? undefined : rule(o);

/** helm uninstall, delete the namespace, drop the finalizer; each part may already be absent. */
export const deletionRules: readonly Rule[] = [
  // Our part is done (or never began): nothing but to say who else holds it. Kubernetes' own let go by themselves.
  deleting((o) => {
    const { finalizers = [] } = o.store.metadata;
    if (finalizers.includes(FINALIZER)) return undefined;
    const theirs = finalizers.filter((name) => !KUBERNETES_OWN.includes(name));
    if (theirs.length === 0) return { type: "Wait" };
    return { type: "TellHeld", finalizers: theirs, left: o.namespace?.ours ? o.namespace.name : undefined };
  }),
  // Say so before anything is taken away.
  deleting((o) => (o.store.status?.phase === "Deleting" ? undefined : { type: "BeginDeletion" })),
  // A namespace of others is never touched, and one that is gone needs nothing.
  deleting((o) => {
    if (o.namespace?.ours || wasMadeFor(o.store, o.namespace)) return undefined;
    // Nothing routes them any more, and whoever waits for the Store to go finds nothing of it.
    if (o.host.surplus.length > 0) return { type: "ReleaseHosts", hosts: o.host.surplus };
    return openEntry(o.store.status, "Delete") ? { type: "FinishDeletion" } : { type: "DropFinalizer" };
  }),
  // Already going: helm has nothing left to remove that the namespace doesn't take with it.
  deleting((o) => (o.namespace?.terminating ? { type: "AwaitNamespaceGone", ...whenOverdue(o) } : undefined)),
  // Made for this store, and somebody has changed its labels since: whether it may go is not ours to guess.
  deleting((o) => {
    if (o.namespace === undefined || o.namespace.ours) return undefined;
    return { type: "AwaitLabels", failure: { ...foreignNamespace(o.store, o.namespace), step: "Delete" } };
  }),
  // helm first, so that its release ends in order.
  deleting((o) => {
    const reason = findCondition(o.store.status, "ReleaseApplied")?.reason;
    const nothing = reason === undefined || reason === "NewNamespace" || reason === "Uninstalled";
    return nothing ? undefined : { type: "Uninstall" };
  }),
  // Pods end first: the namespace controller comes back to a namespace with pods only after half their grace period.
  deleting((o) => {
    const until = Date.parse(findCondition(o.store.status, "ReleaseApplied")?.lastTransitionTime ?? "") + PODS_END_MS;
    return o.podsLeft > 0 && o.now < until ? { type: "Wait", at: until } : undefined;
  }),
  deleting(() => ({ type: "DeleteNamespace" })),
];
