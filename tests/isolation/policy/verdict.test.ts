import { describe, expect, it, test } from "vitest";
import { inRange } from "./in-range.ts";
import { matchesSelector } from "./matches-selector.ts";
import type { Endpoint, Labels, NetworkPolicy, Peer, PolicyPort, Protocol, Selector } from "./objects.ts";
import { verdictOn } from "./verdict.ts";

describe("a selector", () => {
  const labels = { app: "web", tier: "front" };
  test.each<[string, Selector, boolean]>([
    ["that is empty selects all", {}, true],
    ["with a label that is there", { matchLabels: { app: "web" } }, true],
    ["with another value", { matchLabels: { app: "db" } }, false],
    ["with labels of which one lacks", { matchLabels: { app: "web", zone: "a" } }, false],
    ["In its values", { matchExpressions: [{ key: "app", operator: "In", values: ["db", "web"] }] }, true],
    ["In other values", { matchExpressions: [{ key: "app", operator: "In", values: ["db"] }] }, false],
    ["In, of a label that lacks", { matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }] }, false],
    ["NotIn its values", { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }, false],
    ["NotIn, of a label that lacks", { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["a"] }] }, true],
    ["Exists", { matchExpressions: [{ key: "app", operator: "Exists" }] }, true],
    ["Exists, of a label that lacks", { matchExpressions: [{ key: "zone", operator: "Exists" }] }, false],
    ["DoesNotExist", { matchExpressions: [{ key: "app", operator: "DoesNotExist" }] }, false],
    ["DoesNotExist, of a label that lacks", { matchExpressions: [{ key: "zone", operator: "DoesNotExist" }] }, true],
    [
      "of labels and expressions wants both",
      { matchLabels: { app: "web" }, matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] },
      false,
    ],
  ])("%s", (_, selector, selected) => {
    expect(matchesSelector(selector, labels)).toBe(selected);
  });
});

describe("a range", () => {
  test.each<[string, string, boolean]>([
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.1", false],
    ["169.254.20.10/32", "169.254.20.10", true],
    ["169.254.20.10/32", "169.254.20.11", false],
    ["0.0.0.0/0", "203.0.113.7", true],
    ["0.0.0.0/0", "2001:db8::1", false],
    ["2001:db8::/32", "2001:db8:1::2", true],
    ["2001:db8::/32", "2001:db9::2", false],
    ["10.0.0.7/8", "10.1.0.1", true],
  ])("%s and %s: %s", (range, address, inside) => {
    expect(inRange(range, address)).toBe(inside);
  });
  test("without a prefix is none", () => {
    expect(() => inRange("10.0.0.1", "10.0.0.1")).toThrow("expected a range such as 10.0.0.0/8, got 10.0.0.1");
  });
});

const pod = (namespace: string, name: string, ip: string, labels: Labels = { app: name }): Endpoint => ({
  kind: "pod",
  name,
  namespace,
  labels,
  ip,
  ports: [
    { name: "http", containerPort: 8080 },
    { name: "names", containerPort: 8053, protocol: "UDP" },
  ],
});
const web = pod("shop", "web", "10.0.0.1");
const db = pod("shop", "db", "10.0.0.2");
const otherWeb = pod("other", "web", "10.0.1.1");
const host: Endpoint = { kind: "address", name: "host", ip: "203.0.113.7" };
const namespaces = new Map<string, Labels>([
  ["shop", { team: "a" }],
  ["other", { team: "b" }],
]);
const policy = (name: string, spec: NetworkPolicy["spec"], namespace = "shop"): NetworkPolicy => ({
  metadata: { name, namespace },
  spec,
});
const isAllowed = (
  policies: readonly NetworkPolicy[],
  from: Endpoint,
  to: Endpoint,
  port = 8080,
  protocol: Protocol = "TCP",
) => verdictOn({ from, to, port, protocol }, { namespaces, policies }).allowed;

const DENY_IN = policy("deny-in", { podSelector: {}, policyTypes: ["Ingress"] });
const DENY_OUT = policy("deny-out", { podSelector: {}, policyTypes: ["Egress"] });
const appIs = (app: string): Selector => ({ matchLabels: { app } });

describe("who may connect", () => {
  it("is everybody where there is no policy", () => {
    for (const from of [web, otherWeb, host]) expect(isAllowed([], from, db)).toBe(true);
    expect(isAllowed([], web, host)).toBe(true);
  });

  it("is nobody into a namespace that denies it, and its pods may still connect out", () => {
    for (const from of [web, otherWeb, host]) expect(isAllowed([DENY_IN], from, db)).toBe(false);
    for (const to of [otherWeb, host]) expect(isAllowed([DENY_IN], web, to)).toBe(true);
  });

  it("is nobody out of a namespace that denies it, and others may still connect in", () => {
    for (const to of [db, otherWeb, host]) expect(isAllowed([DENY_OUT], web, to)).toBe(false);
    for (const from of [otherWeb, host]) expect(isAllowed([DENY_OUT], from, web)).toBe(true);
  });

  it("is the pod itself, whatever the policies", () => {
    expect(isAllowed([DENY_IN, DENY_OUT], web, web)).toBe(true);
  });

  it("needs both ends to agree", () => {
    const out = policy("out", { podSelector: appIs("web"), policyTypes: ["Egress"], egress: [{}] });
    const into = policy("in", { podSelector: appIs("db"), policyTypes: ["Ingress"], ingress: [{}] });
    expect(isAllowed([DENY_IN, DENY_OUT, out], web, db)).toBe(false);
    expect(isAllowed([DENY_IN, DENY_OUT, into], web, db)).toBe(false);
    expect(isAllowed([DENY_IN, DENY_OUT, out, into], web, db)).toBe(true);
    expect(isAllowed([DENY_IN, DENY_OUT, out, into], db, web)).toBe(false);
  });

  it("is the union of what policies allow: none takes away what another gives", () => {
    const one = policy("one", { podSelector: appIs("db"), ingress: [{ from: [{ podSelector: appIs("web") }] }] });
    expect(isAllowed([one, DENY_IN], web, db)).toBe(true);
    expect(isAllowed([DENY_IN, one], web, db)).toBe(true);
  });

  it("does not depend on policies of other namespaces or for other pods", () => {
    expect(isAllowed([policy("else", { podSelector: {} }, "other")], host, db)).toBe(true);
    expect(isAllowed([policy("else", { podSelector: appIs("web") })], host, db)).toBe(true);
  });

  it("is told with the policies that made it so", () => {
    const into = policy("in", { podSelector: appIs("db"), ingress: [{}] });
    const rules = { namespaces, policies: [DENY_IN, DENY_OUT, into] };
    expect(verdictOn({ from: web, to: db, port: 1, protocol: "TCP" }, rules)).toEqual({
      allowed: false,
      egress: { allowed: false, isolatedBy: ["deny-out"], allowedBy: [] },
      ingress: { allowed: true, isolatedBy: ["deny-in", "in"], allowedBy: ["in"] },
    });
  });
});

describe("policy types that a policy leaves out", () => {
  it("are ingress", () => {
    expect(isAllowed([policy("p", { podSelector: {} })], host, web)).toBe(false);
    expect(isAllowed([policy("p", { podSelector: {} })], web, host)).toBe(true);
    expect(isAllowed([policy("p", { podSelector: {}, egress: [] })], web, host)).toBe(true);
  });
  it("are egress too where it has rules for that", () => {
    const both = policy("p", { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] });
    expect(isAllowed([both], web, host)).toBe(false);
    expect(isAllowed([both], host, web)).toBe(false);
  });
  it("are not those whose rules have no effect", () => {
    expect(isAllowed([policy("p", { podSelector: {}, policyTypes: ["Egress"], ingress: [] })], host, web)).toBe(true);
  });
});

describe("a peer", () => {
  test.each<[string, Peer[], { web: boolean; otherWeb: boolean; host: boolean }]>([
    ["list that is empty is everybody", [], { web: true, otherWeb: true, host: true }],
    ["by pod is of the policy's own namespace", [{ podSelector: appIs("web") }], at(true, false, false)],
    ["by all pods is nothing outside the namespace", [{ podSelector: {} }], at(true, false, false)],
    [
      "by namespace is every pod in it",
      [{ namespaceSelector: { matchLabels: { team: "b" } } }],
      at(false, true, false),
    ],
    ["by all namespaces is every pod and no address", [{ namespaceSelector: {} }], at(true, true, false)],
    [
      "by namespace and pod together has to be both",
      [{ namespaceSelector: { matchLabels: { team: "b" } }, podSelector: appIs("db") }],
      at(false, false, false),
    ],
    [
      "and another are alternatives",
      [{ namespaceSelector: { matchLabels: { team: "b" } } }, { podSelector: appIs("web") }],
      at(true, true, false),
    ],
    ["by range", [{ ipBlock: { cidr: "203.0.113.0/24" } }], at(false, false, true)],
    ["by range with a hole", [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }], at(false, false, true)],
    ["by range that is a hole", [{ ipBlock: { cidr: "203.0.0.0/16", except: ["203.0.113.7/32"] } }], at()],
    ["by range can be a pod", [{ ipBlock: { cidr: "10.0.1.0/24" } }], at(false, true, false)],
  ])("%s", (_, peers, expected) => {
    const ends = { web, otherWeb, host };
    const into = policy("in", { podSelector: appIs("db"), ingress: [{ from: peers }] });
    const out = policy("out", { podSelector: appIs("db"), policyTypes: ["Egress"], egress: [{ to: peers }] });
    for (const [name, end] of Object.entries(ends)) {
      const verdict = expected[name as keyof typeof ends];
      expect([name, isAllowed([into], end, db), isAllowed([out], db, end)]).toEqual([name, verdict, verdict]);
    }
  });

  function at(web = false, otherWeb = false, host = false) {
    return { web, otherWeb, host };
  }

  it("that names nobody, or that the API would refuse, is an error and not a verdict", () => {
    const of = (peer: Peer) => [policy("p", { podSelector: {}, ingress: [{ from: [peer] }] })];
    expect(() => isAllowed(of({}), host, web)).toThrow("p: a peer names nobody");
    expect(() => isAllowed(of({ ipBlock: { cidr: "0.0.0.0/0" }, podSelector: {} }), host, web)).toThrow("not both");
  });

  it("in a namespace that nobody described is an error", () => {
    const everywhere = policy("p", { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] });
    expect(() => isAllowed([everywhere], pod("lost", "web", "10.0.2.1"), web)).toThrow("the namespace lost");
  });
});

describe("a port", () => {
  test.each<[string, PolicyPort[], Protocol, number, boolean]>([
    ["list that is empty is every port", [], "UDP", 7, true],
    ["by number", [{ protocol: "TCP", port: 8080 }], "TCP", 8080, true],
    ["by another number", [{ protocol: "TCP", port: 8080 }], "TCP", 8081, false],
    ["of another protocol", [{ protocol: "TCP", port: 8080 }], "UDP", 8080, false],
    ["without protocol is TCP", [{ port: 53 }], "TCP", 53, true],
    ["without protocol is not UDP", [{ port: 53 }], "UDP", 53, false],
    ["without number is each of the protocol", [{ protocol: "UDP" }], "UDP", 9, true],
    ["without number is none of another protocol", [{ protocol: "UDP" }], "TCP", 9, false],
    ["in a range, its end", [{ port: 8000, endPort: 8080 }], "TCP", 8080, true],
    ["after a range", [{ port: 8000, endPort: 8080 }], "TCP", 8081, false],
    ["before a range", [{ port: 8000, endPort: 8080 }], "TCP", 7999, false],
    ["by name is the destination's", [{ port: "http" }], "TCP", 8080, true],
    ["by name is no other", [{ port: "http" }], "TCP", 8053, false],
    ["by name has its protocol", [{ port: "names" }], "TCP", 8053, false],
    ["by name, of UDP", [{ protocol: "UDP", port: "names" }], "UDP", 8053, true],
    ["by a name that nobody gave", [{ port: "admin" }], "TCP", 8080, false],
    ["or another", [{ port: 1 }, { port: 2 }], "TCP", 2, true],
  ])("%s", (_, ports, protocol, port, allowed) => {
    const into = policy("in", { podSelector: appIs("db"), ingress: [{ ports }] });
    const out = policy("out", { podSelector: appIs("web"), policyTypes: ["Egress"], egress: [{ ports }] });
    expect(isAllowed([into], web, db, port, protocol)).toBe(allowed);
    expect(isAllowed([out], web, db, port, protocol)).toBe(allowed);
  });

  it("has to come with the peer of its own rule", () => {
    const into = policy("in", {
      podSelector: appIs("db"),
      ingress: [
        { from: [{ podSelector: appIs("web") }], ports: [{ port: 1 }] },
        { from: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 2 }] },
      ],
    });
    expect([1, 2].map((port) => isAllowed([into], web, db, port))).toEqual([true, false]);
    expect([1, 2].map((port) => isAllowed([into], host, db, port))).toEqual([false, true]);
  });

  it("by name is nothing on what is no pod", () => {
    const out = policy("out", { podSelector: {}, policyTypes: ["Egress"], egress: [{ ports: [{ port: "http" }] }] });
    expect(isAllowed([out], web, host)).toBe(false);
  });
});
