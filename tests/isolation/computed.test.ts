import { namespaceOf } from "@shopyard/crds/store.ts";
import { describe, expect, it } from "vitest";
import { buildNamespace } from "../../operator/build/namespace.ts";
import { buildPolicies } from "../../operator/build/policies.ts";
import type { Engine } from "../../operator/engines/engine.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import { makePlatform, makeStore } from "../operator/support/fixtures.ts";
import { allows, attemptsAmong, expectedOf, judge } from "./connections.ts";
import { ALLOWED, ALLOWED_WITH_CERTIFICATES, allowedBy, portsOf } from "./expected.ts";
import { ADDRESSES, OTHER_NAMESPACES, partiesOf } from "./parties.ts";
import type { Labels, NetworkPolicy, Rules } from "./policy/objects.ts";

const ENGINES = [...builtInEngines.values()];
const BY_ADDRESS = {
  INGRESS_FROM: JSON.stringify({ cidr: `${ADDRESSES.ingress}/32` }),
  DNS_TO: JSON.stringify({ cidr: `${ADDRESSES.dns}/32` }),
};
const CERTIFICATES = { URL_SCHEME: "https", INGRESS_TLS: "secret", INGRESS_TLS_SECRET: "{name}-tls" };

/** Two stores of one engine side by side, with all that the operator makes for them. */
function yard(engine: Engine, env: Record<string, string>) {
  const platform = makePlatform(env);
  const [store, other] = ["demo", "other"].map((name) => makeStore({ name, spec: { engine: engine.name } }));
  if (store === undefined || other === undefined) throw new Error("two stores");
  const stores = [store, other];
  const policies = stores.flatMap((each) =>
    buildPolicies(each, engine, platform).network.map(({ object }) => object as NetworkPolicy),
  );
  const namespaces = new Map<string, Labels>([
    ...OTHER_NAMESPACES,
    ...stores.map(
      (each) =>
        [namespaceOf(each.metadata.name, "shop-"), buildNamespace(each, platform).metadata.labels ?? {}] as const,
    ),
  ]);
  const parties = partiesOf({ store, other, engine, platform, byAddress: "DNS_TO" in env });
  const rules: Rules = { namespaces, policies };
  return { rules, attempts: attemptsAmong(parties, portsOf(ENGINES)) };
}

describe.each(ENGINES)("network policies of $name", (engine) => {
  const table = ALLOWED[engine.name] ?? [];

  it("are asked to allow what the engine's flows and entry say", () => {
    expect([...table].sort()).toEqual(allowedBy(engine).sort());
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ["ingress and DNS known by namespace", {}, table],
    ["ingress and DNS known by address", BY_ADDRESS, table],
    ["certificates of its own", CERTIFICATES, [...table, ALLOWED_WITH_CERTIFICATES]],
  ])("allow exactly that, and deny every other connection: %s", (_, env, expected) => {
    const { rules, attempts } = yard(engine, env);
    const judged = judge(attempts, rules);
    expect(judged).toEqual(expectedOf(attempts, expected));
    expect(judged.allowed.length).toBeGreaterThan(table.length);
    expect(judged.denied.length).toBeGreaterThan(1000);
  });

  it("are needed, each of them: without any one the verdicts are others", () => {
    const { rules, attempts } = yard(engine, BY_ADDRESS);
    const own = rules.policies.filter(({ metadata }) => metadata.namespace === "shop-demo");
    expect(own.length).toBeGreaterThan(table.length);
    const whole = attempts.map((attempt) => allows(rules, attempt));
    for (const left of own) {
      const without = { ...rules, policies: rules.policies.filter((policy) => policy !== left) };
      const changed = attempts.findIndex((attempt, index) => allows(without, attempt) !== whole[index]);
      expect(changed, left.metadata.name).not.toBe(-1);
    }
  });

  it("deny nothing once they are gone, so that it is they who do", () => {
    const { rules, attempts } = yard(engine, BY_ADDRESS);
    expect(judge(attempts, { ...rules, policies: [] }).denied).toEqual([]);
  });

  it("keep two stores apart from either side alone", () => {
    const { rules, attempts } = yard(engine, BY_ADDRESS);
    const between = attempts.filter(({ from, to }) => {
      const other = (party: typeof from) => party.endpoint.kind === "pod" && party.endpoint.namespace === "shop-other";
      return other(from) || other(to);
    });
    for (const namespace of ["shop-demo", "shop-other"]) {
      const policies = rules.policies.filter(({ metadata }) => metadata.namespace === namespace);
      expect(judge(between, { ...rules, policies }).allowed).toEqual([]);
    }
    expect(between.length).toBeGreaterThan(1000);
  });
});
