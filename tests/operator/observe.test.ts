import { expect, test } from "vitest";
import { Slots } from "../../operator/queue/slots.ts";
import { decide } from "../../operator/reconcile/decide.ts";
import { observe } from "../../operator/reconcile/observe.ts";
import type { Caches } from "../../operator/watch/caches.ts";
import { at, makePlatform, makeStore, T0 } from "./support/fixtures.ts";

const nothing = { get: () => undefined, values: () => [], inNamespace: () => [] };
const CACHES = {
  ...{ stores: nothing, namespaces: nothing, pods: nothing },
  ...{ deployments: nothing, statefulSets: nothing, jobs: nothing },
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
    expect(decide(observation)).toEqual(ms < 0 ? { type: "Wait", at: T0 } : { type: "StartAttempt" });
  }
});
