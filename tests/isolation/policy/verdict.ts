/**
 * The meaning of NetworkPolicies, over API objects alone.
 * Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/ and the API's own comments
 * (k8s.io/api/networking/v1).
 *
 *   from --- egress of from's policies --- ingress of to's policies ---> to
 *
 * Both ends must agree. An end that no policy of that direction selects agrees to everything; one that is selected
 * agrees to what any rule of any of them names. What is no pod has no policies. Addresses are those that a pod really
 * connects to: a Service's is replaced by a pod's before policies apply.
 */
import { inRange } from "./in-range.ts";
import { matchesSelector } from "./matches-selector.ts";
import type { Endpoint, NetworkPolicy, Peer, Pod, PolicyPort, Protocol, Rules } from "./objects.ts";

export interface Connection {
  from: Endpoint;
  to: Endpoint;
  protocol: Protocol;
  port: number;
}

/** One end's opinion. */
interface EndVerdict {
  allowed: boolean;
  /** The policies that select this end, in this direction. */
  isolatedBy: readonly string[];
  /** Those of them that allow the connection. */
  allowedBy: readonly string[];
}

export interface Verdict {
  allowed: boolean;
  egress: EndVerdict;
  ingress: EndVerdict;
}

type Direction = "Ingress" | "Egress";

export function verdictOn(connection: Connection, rules: Rules): Verdict {
  const { from, to } = connection;
  // A pod cannot be kept from itself.
  const itself = from === to;
  const egress = endVerdict("Egress", from, to, connection, rules);
  const ingress = endVerdict("Ingress", to, from, connection, rules);
  return { allowed: itself || (egress.allowed && ingress.allowed), egress, ingress };
}

function endVerdict(
  direction: Direction,
  end: Endpoint,
  peer: Endpoint,
  { to, protocol, port }: Connection,
  { policies, namespaces }: Rules,
): EndVerdict {
  const selecting = end.kind === "pod" ? policies.filter((policy) => selects(policy, end, direction)) : [];
  const allowing = selecting.filter((policy) =>
    rulesOf(policy, direction).some(
      ({ peers, ports }) =>
        // No list, or an empty one, names everybody and every port.
        (peers.length === 0 || peers.some((each) => isPeer(each, peer, policy, namespaces))) &&
        (ports.length === 0 || ports.some((each) => isPort(each, to, protocol, port))),
    ),
  );
  const namesOf = (found: readonly NetworkPolicy[]) => found.map(({ metadata }) => metadata.name);
  return {
    allowed: selecting.length === 0 || allowing.length > 0,
    isolatedBy: namesOf(selecting),
    allowedBy: namesOf(allowing),
  };
}

function selects({ metadata, spec }: NetworkPolicy, pod: Pod, direction: Direction): boolean {
  return (
    metadata.namespace === pod.namespace &&
    typesOf(spec).includes(direction) &&
    matchesSelector(spec.podSelector ?? {}, pod.labels)
  );
}

/** Where a policy does not say: ingress always, egress where it has rules for it (the API's defaulting). */
function typesOf({ policyTypes = [], egress = [] }: NetworkPolicy["spec"]): readonly Direction[] {
  if (policyTypes.length > 0) return policyTypes;
  return egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

function rulesOf({ spec }: NetworkPolicy, direction: Direction) {
  return direction === "Ingress"
    ? (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

function isPeer(peer: Peer, end: Endpoint, { metadata }: NetworkPolicy, namespaces: Rules["namespaces"]): boolean {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock !== undefined) {
    if (namespaceSelector !== undefined || podSelector !== undefined)
      throw new TypeError(`${metadata.name}: a peer has an ipBlock or selectors, not both`);
    return inRange(ipBlock.cidr, end.ip) && !(ipBlock.except ?? []).some((range) => inRange(range, end.ip));
  }
  if (namespaceSelector === undefined && podSelector === undefined)
    throw new TypeError(`${metadata.name}: a peer names nobody`);
  if (end.kind !== "pod") return false;
  // Without a selector of namespaces it is the policy's own, and without one of pods it is all of them.
  const inNamespace =
    namespaceSelector === undefined
      ? end.namespace === metadata.namespace
      : matchesSelector(namespaceSelector, labelsOf(end.namespace, namespaces));
  return inNamespace && matchesSelector(podSelector ?? {}, end.labels);
}

function labelsOf(name: string, namespaces: Rules["namespaces"]) {
  const labels = namespaces.get(name);
  if (labels === undefined) throw new TypeError(`the namespace ${name} is not among the given ones`);
  return labels;
}

function isPort(wanted: PolicyPort, to: Endpoint, protocol: Protocol, port: number): boolean {
  const { protocol: named = "TCP", port: first, endPort } = wanted;
  if (named !== protocol) return false;
  if (first === undefined) return true;
  if (typeof first === "number") return port >= first && port <= (endPort ?? first);
  const ports = to.kind === "pod" ? (to.ports ?? []) : [];
  return ports.some(
    ({ name, containerPort, protocol: own = "TCP" }) => name === first && own === protocol && containerPort === port,
  );
}
