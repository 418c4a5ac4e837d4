import type { Store } from "@shopyard/crds/store.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DriftChecks } from "../../operator/watch/drift-checks.ts";
import { makeStore } from "./support/fixtures.ts";

const EVERY = 3_600_000;
const ready = (name: string, digest = "d1", phase: "Ready" | "Upgrading" = "Ready"): Store =>
  makeStore({
    name,
    status: {
      phase,
      observedGeneration: 1,
      release: { name, chart: "woocommerce", chartVersion: "0.1.0", appVersion: "11.1.0", digest },
    },
  });

let looked: string[];
let found: Record<string, string[]>;
let told: string[];
let checks: DriftChecks;
beforeEach(() => {
  vi.useFakeTimers();
  looked = [];
  found = {};
  told = [];
  let seed = 0;
  checks = new DriftChecks({
    everyMs: EVERY,
    look: async ({ metadata: { name } }) => {
      looked.push(name);
      return found[name] ?? [];
    },
    onDrift: ({ metadata }) => told.push(metadata.name),
    onError: () => undefined,
    // Evenly spread.
    random: () => {
      seed += 0.1;
      return seed % 1;
    },
    now: () => Date.now(),
  });
});
afterEach(() => {
  checks.stop();
  vi.useRealTimers();
});

describe("looks for drift", () => {
  test("are spread over the whole time between two, from the start on", async () => {
    for (let index = 0; index < 9; index += 1) checks.update(ready(`s${index}`));
    await vi.advanceTimersByTimeAsync(EVERY / 2);
    expect(looked.length).toBeGreaterThan(2);
    expect(looked.length).toBeLessThan(7);
    await vi.advanceTimersByTimeAsync(EVERY / 2);
    expect(new Set(looked).size).toBe(9);
  });

  test("tell what they found, until it is put back", async () => {
    const store = ready("demo");
    found.demo = ["Service/demo-web"];
    checks.update(store);
    await vi.advanceTimersByTimeAsync(EVERY);
    expect(new Set(told)).toEqual(new Set(["demo"]));
    expect(checks.found(store)).toEqual(["Service/demo-web"]);
    checks.settle(store);
    expect(checks.found(store)).toEqual([]);
  });

  test("say nothing of a release that is there no longer", async () => {
    found.demo = ["Service/demo-web"];
    checks.update(ready("demo"));
    await vi.advanceTimersByTimeAsync(EVERY);
    expect(checks.found(ready("demo", "d2"))).toEqual([]);
  });

  test("come soon where a part seems to be missing, yet not again and again", async () => {
    const store = ready("demo");
    checks.update(store);
    await vi.advanceTimersByTimeAsync(60_000);
    for (let index = 0; index < 30; index += 1) {
      checks.suspect(store);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(looked.length).toBeGreaterThanOrEqual(1);
    expect(looked.length).toBeLessThanOrEqual(4);
  });

  test.each([
    ["is being changed", ready("demo", "d1", "Upgrading")],
    ["is being deleted", makeStore({ ...ready("demo"), metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } })],
    [
      "has a spec that nobody has looked at",
      makeStore({ metadata: { generation: 2 }, status: ready("demo").status ?? {} }),
    ],
  ])("leave a store alone that %s", async (_, store) => {
    checks.update(store);
    await vi.advanceTimersByTimeAsync(2 * EVERY);
    expect(looked).toEqual([]);
  });

  test("end with the store", async () => {
    checks.update(ready("demo"));
    checks.remove("uid-demo");
    await vi.advanceTimersByTimeAsync(2 * EVERY);
    expect(looked).toEqual([]);
  });
});
