import { expect, test } from "vitest";
import { onceAStore } from "../../operator/build/once-a-store.ts";
import { planOf } from "../../operator/reconcile/plan.ts";
import { makePlatform, makeStore } from "./support/fixtures.ts";

test("a fact is computed once a store as it was read, and anew on another platform", () => {
  let computed = 0;
  const nameOf = onceAStore((store, platform) => {
    computed += 1;
    return platform.yard === "none" ? undefined : store.metadata.name;
  });
  const [platform, other] = [makePlatform(), { ...makePlatform(), yard: "none" }];
  const store = makeStore({ name: "a" });
  expect([nameOf(store, platform), nameOf(store, platform), computed]).toEqual(["a", "a", 1]);
  expect([nameOf(store, other), nameOf(store, other), computed]).toEqual([undefined, undefined, 2]);
  expect([nameOf(makeStore({ name: "a" }), platform), computed]).toEqual(["a", 3]);
});

test("a plan follows the spec although it is kept", () => {
  const platform = makePlatform();
  const small = makeStore();
  const plans = [small, small, makeStore({ spec: { size: "large" } })].map((store) => planOf(store, platform));
  expect(plans[0]).toBe(plans[1]);
  expect(plans[2]).not.toMatchObject({ digest: (plans[0] as { digest: string }).digest });
});
