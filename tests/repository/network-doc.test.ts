import { LABELS } from "@shopyard/crds/constants.ts";
import { describe, expect, it } from "vitest";
import { buildNetworkPolicies } from "../../operator/build/network-policies.ts";
import type { Engine } from "../../operator/engines/engine.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import { makePlatform, makeStore } from "../operator/support/fixtures.ts";
import { readText, tableRows } from "./support/markdown.ts";

interface Peer {
  podSelector?: { matchLabels?: Record<string, string> };
  namespaceSelector?: { matchLabels: Record<string, string> };
}
interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports: { protocol: string; port: number }[];
}
interface PolicySpec {
  podSelector: NonNullable<Peer["podSelector"]>;
  policyTypes: string[];
  ingress?: Rule[];
  egress?: Rule[];
}

interface Allowed {
  from: string;
  to: string;
  port: string;
  policies: string[];
}

const nameOf = ({ podSelector, namespaceSelector }: Peer): string => {
  if (namespaceSelector) return `namespace \`${namespaceSelector.matchLabels["kubernetes.io/metadata.name"]}\``;
  return podSelector?.matchLabels?.[LABELS.component] ?? "every pod";
};

/** Who may talk to whom on which port, and by which policies. */
function allowedBy(engine: Engine): Allowed[] {
  const found = new Map<string, Allowed>();
  const store = makeStore({ spec: { engine: engine.name } });
  for (const { metadata, spec } of buildNetworkPolicies(store, engine, makePlatform())) {
    const policy = spec as unknown as PolicySpec;
    const self = nameOf({ podSelector: policy.podSelector });
    const allow = (from: string, to: string, { protocol, port }: Rule["ports"][number]) => {
      const key = `${from} > ${to}:${protocol} ${port}`;
      const known = found.get(key) ?? { from, to, port: `${protocol} ${port}`, policies: [] };
      found.set(key, { ...known, policies: [...known.policies, metadata.name] });
    };
    for (const { from = [], ports } of policy.ingress ?? [])
      for (const peer of from) for (const port of ports) allow(nameOf(peer), self, port);
    for (const { to = [], ports } of policy.egress ?? [])
      for (const peer of to) for (const port of ports) allow(self, nameOf(peer), port);
  }
  return [...found.values()];
}

const rowOf = ({ from, to, port, policies }: Allowed): string =>
  `| ${from} | ${to} | ${port} | ${policies.map((name) => `\`${name}\``).join(", ")} |`;

describe.each([...builtInEngines.values()])("docs/network.md about $name", (engine) => {
  const allowed = allowedBy(engine);

  it("lists exactly what the operator's network policies allow", () => {
    expect(tableRows(readText("docs/network.md"), engine.title).sort()).toEqual(allowed.map(rowOf).sort());
  });

  it("speaks of policies that deny everything first, both ways", () => {
    const [first] = buildNetworkPolicies(makeStore({ spec: { engine: engine.name } }), engine, makePlatform());
    expect(first?.metadata.name).toBe("default-deny");
    expect(first?.spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  it("has both ends of every flow inside the shop allowed", () => {
    const inside = allowed.filter(({ from, to }) => ![from, to].some((end) => /namespace|every pod/.test(end)));
    expect(inside.length).toBeGreaterThan(0);
    for (const { from, to, policies } of inside) {
      const entry = from === "sale" ? "allow-sale" : `allow-to-${to}`;
      expect(policies.sort()).toEqual([`allow-${from}-to-${to}`, entry].sort());
    }
  });
});
