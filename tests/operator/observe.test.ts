import type { Store } from "@shopyard/crds/store.ts";
import { type KubeObject, keyOf } from "@shopyard/kube/objects.ts";
import { describe, expect, test } from "vitest";
import { buildHostClaim, claimantOf } from "../../operator/build/host-claim.ts";
import { Slots } from "../../operator/queue/slots.ts";
import { decide } from "../../operator/reconcile/decide.ts";
import { observe } from "../../operator/reconcile/observe.ts";
import type { Caches } from "../../operator/watch/caches.ts";
import { at, makePlatform, makeStore, T0 } from "./support/fixtures.ts";

const nothing = { get: () => undefined, values: () => [], inNamespace: () => [], of: () => [] };
const CACHES = {
  ...{ stores: nothing, namespaces: nothing, pods: nothing },
  ...{ deployments: nothing, statefulSets: nothing, jobs: nothing, hosts: nothing },
} as unknown as Caches;

test("a store that backs off starts or knows when to look again, at each moment", () => {
  const status = { phase: "Pending", queuedAt: at(-2), notBefore: at(0), attempts: 1, observedGeneration: 1 } as const;
  const store = makeStore({ status });
  for (let ms = -2; ms <= 2; ms += 1) {
    const slots = new Slots(1, () => undefined);
    slots.update(store);
    const now = T0 + ms;
    const checks = { get: () => undefined, found: () => [] };
    const observation = observe(store, CACHES, makePlatform(), checks, checks, slots, now, T0);
    const host = { ...observation.host, holder: "ours" as const };
    expect(decide({ ...observation, host })).toEqual(ms < 0 ? { type: "Wait", at: T0 } : { type: "StartAttempt" });
  }
});

describe("the host of a store", () => {
  const platform = makePlatform();
  const NAMESPACE = "shopyard-stores";
  const other = makeStore({ name: "other" });
  const claim = (host: string, store: Store) => buildHostClaim(store, host, platform);
  const hostOf = (store: Store, claims: KubeObject[], stores: Store[] = []) => {
    const keyed = <T extends KubeObject>(objects: T[]) => ({
      ...nothing,
      get: (key: string) => objects.find((object) => keyOf(object) === key),
      of: (uid: string) => objects.filter((object) => claimantOf(object)?.uid === uid),
    });
    const caches = { ...CACHES, stores: keyed(stores), hosts: keyed(claims) } as unknown as Caches;
    const checks = { get: () => undefined, found: () => [] };
    return observe(store, caches, platform, checks, checks, new Slots(1, () => undefined), T0, T0).host;
  };

  test("is whose claim is there", () => {
    const store = makeStore();
    expect(hostOf(store, [])).toMatchObject({ name: "demo.localhost", holder: "nobody" });
    expect(hostOf(store, [claim("demo.localhost", store)])).toMatchObject({ holder: "ours", surplus: [] });
    const taken = { holder: "another", claimant: "store other" };
    expect(hostOf(store, [claim("demo.localhost", other)], [other])).toMatchObject(taken);
  });

  test("is nobody's when the claim's Store is gone, also where one of its name is there again", () => {
    const store = makeStore();
    const again = makeStore({ name: "other", uid: "another-uid" });
    expect(hostOf(store, [claim("demo.localhost", other)])).toMatchObject({ holder: "nobody" });
    expect(hostOf(store, [claim("demo.localhost", other)], [again])).toMatchObject({ holder: "nobody" });
  });

  test("is somebody's who made a ConfigMap of its name", () => {
    const foreign = { metadata: { name: "demo.localhost", namespace: NAMESPACE, uid: "x" } };
    const claimant = `ConfigMap ${NAMESPACE}/demo.localhost`;
    expect(hostOf(makeStore(), [foreign])).toMatchObject({ holder: "another", claimant });
  });

  test("leaves over what is neither asked for nor served", () => {
    const release = { name: "demo", chart: "woocommerce", chartVersion: "1", appVersion: "1", digest: "d" };
    const status = { release: { ...release, host: "b.test" }, stable: { ...release, host: "c.test" } };
    const store = makeStore({ spec: { host: "a.test" }, status });
    const claims = ["a.test", "b.test", "c.test", "d.test"].map((host) => claim(host, store));
    expect(hostOf(store, claims).surplus).toEqual(["d.test"]);
    const going = { ...store, metadata: { ...store.metadata, deletionTimestamp: at(0) } };
    expect(hostOf(going, claims).surplus).toEqual(["a.test", "b.test", "c.test", "d.test"]);
  });
});
