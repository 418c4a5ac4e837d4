import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NAMESPACES, NETWORK_POLICIES, PODS } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../operator/engines/engine.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import { makePlatform } from "../operator/support/fixtures.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
import { attemptsAmong, expectedOf, judge } from "./connections.ts";
import { ALLOWED, componentsOf, portsOf } from "./expected.ts";
import { OTHER_NAMESPACES, partiesOf } from "./parties.ts";
import type { Labels, NetworkPolicy, Rules } from "./policy/objects.ts";

const ENGINES = [...builtInEngines.values()];

interface Pod extends KubeObject {
  spec: {
    automountServiceAccountToken?: boolean;
    volumes?: { projected?: { sources?: { serviceAccountToken?: object }[] } }[];
  };
}

/** The API server fills in what a policy leaves out, which may change what it means: these are its answers. */
describe("stores that the operator made on a cluster", () => {
  let platform: TestPlatform;
  let rules: Rules;
  const nameOf = (engine: Engine, which: "one" | "two") => `${engine.name}-${which}`;

  beforeAll(async () => {
    platform = await startTestPlatform({ operatorEnv: { MAX_CONCURRENT_PROVISIONS: "4" } });
    const names = ENGINES.flatMap((engine) =>
      (["one", "two"] as const).map((which) => ({ engine, name: nameOf(engine, which) })),
    );
    await Promise.all(names.map(({ engine, name }) => platform.apply(name, { engine: engine.name, size: "large" })));
    await Promise.all(names.map(({ name }) => platform.until(name, "Ready", isPhase("Ready"), 120_000)));
    const namespaces = await platform.list<KubeObject>(NAMESPACES);
    rules = {
      namespaces: new Map<string, Labels>([
        ...OTHER_NAMESPACES,
        ...namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}] as const),
      ]),
      policies: (await platform.list<NetworkPolicy & KubeObject>(NETWORK_POLICIES)) as NetworkPolicy[],
    };
  });
  afterAll(() => platform?.stop());

  it.each(ENGINES)("of $name may connect as the table says, and deny every other connection", async (engine) => {
    const [store, other] = await Promise.all(
      (["one", "two"] as const).map((which) => platform.store(nameOf(engine, which))),
    );
    if (store === undefined || other === undefined) throw new Error("the stores");
    const like = makePlatform({ NAMESPACE_PREFIX: `${platform.name}-` });
    const parties = partiesOf({ store, other, engine, platform: like, byAddress: false });
    const attempts = attemptsAmong(parties, portsOf(ENGINES));
    const judged = judge(attempts, rules);
    expect(judged).toEqual(expectedOf(attempts, ALLOWED[engine.name] ?? []));
    expect(judged.denied.length).toBeGreaterThan(1000);
  });

  it.each(ENGINES)("of $name have pods that the tables know, without a token of a service account", async (engine) => {
    const namespace = platform.namespaceOf(nameOf(engine, "one"));
    const pods = (await platform.list<Pod>(PODS)).filter(({ metadata }) => metadata.namespace === namespace);
    expect(pods.length).toBeGreaterThan(2);
    for (const { metadata, spec } of pods) {
      expect(componentsOf(engine)).toContain(metadata.labels?.[LABELS.component]);
      expect(spec.automountServiceAccountToken).toBe(false);
      const sources = (spec.volumes ?? []).flatMap(({ projected }) => projected?.sources ?? []);
      expect(sources.filter(({ serviceAccountToken }) => serviceAccountToken !== undefined)).toEqual([]);
    }
  });
});
