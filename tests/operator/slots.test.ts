import type { Store, StoreStatus } from "@shopyard/crds/store.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Slots } from "../../operator/queue/slots.ts";
import { at, makeStore, T0 } from "./support/fixtures.ts";

const NOW = T0 + 60_000;
let version = 1;
const store = (name: string, status?: StoreStatus, metadata: Partial<Store["metadata"]> = {}): Store => {
  version += 1;
  return makeStore({ name, metadata: { resourceVersion: String(version), ...metadata }, ...(status && { status }) });
};
const queued = (name: string, since: number, more: StoreStatus = {}): Store =>
  store(name, { phase: "Pending", queuedAt: at(since), ...more });
const holding = (name: string): Store => store(name, { phase: "Provisioning", slotSince: at(0) });
const ready = (name: string): Store => store(name, { phase: "Ready" });

function slotsOf(max: number, ...stores: Store[]) {
  const woken: string[] = [];
  const slots = new Slots(max, (key) => woken.push(key.split("/")[1] ?? ""));
  for (const each of stores) slots.update(each);
  woken.length = 0;
  return { slots, woken };
}

describe("provisioning slots", () => {
  test("go to who waits longest, then to who was made first, then by name", () => {
    const waiting = [
      queued("c", 2),
      queued("a", 1, {}),
      store("b", { phase: "Pending", queuedAt: at(1) }, { creationTimestamp: at(-5_000) }),
      queued("d", 2),
    ];
    const order: string[] = [];
    const { slots } = slotsOf(1, ...waiting);
    const left = new Set(waiting);
    while (left.size > 0) {
      const next = [...left].filter((each) => slots.isNext(each, NOW));
      expect(next).toHaveLength(1);
      const [chosen] = next as [Store];
      order.push(chosen.metadata.name);
      left.delete(chosen);
      slots.remove(chosen.metadata.uid);
    }
    expect(order).toEqual(["b", "a", "c", "d"]);
  });

  test("count a store that the operator has not looked at yet as waiting since it was made", () => {
    const fresh = store("fresh", undefined, { creationTimestamp: at(-10_000) });
    const { slots } = slotsOf(1, queued("old", 0), fresh);
    expect(slots.isNext(fresh, NOW)).toBe(true);
    expect(slots.waiting).toBe(2);
  });

  test("pass over a store that is backing off, until its time has come", () => {
    const backingOff = queued("a", 0, { notBefore: at(90_000) });
    const other = queued("b", 1);
    const { slots } = slotsOf(1, backingOff, other);
    expect([slots.isNext(backingOff, NOW), slots.isNext(other, NOW)]).toEqual([false, true]);
    expect([slots.isNext(backingOff, T0 + 90_000), slots.isNext(other, T0 + 90_000)]).toEqual([true, false]);
  });

  test("are not held up by a store that cannot use one", () => {
    const held = queued("a", 0);
    const other = queued("b", 1);
    const { slots, woken } = slotsOf(1, held, other);
    slots.hold(held, true);
    expect(woken).toEqual(["b"]);
    expect([slots.isNext(held, NOW), slots.isNext(other, NOW)]).toEqual([false, true]);
    slots.hold(held, false);
    expect(slots.isNext(held, NOW)).toBe(true);
  });

  test("are taken once: the last one goes to one of two", () => {
    const [a, b] = [queued("a", 0), queued("b", 1)];
    const { slots } = slotsOf(1, a, b);
    expect(slots.take(a.metadata.uid)).toBe(true);
    expect(slots.take(b.metadata.uid)).toBe(false);
    expect(slots.isNext(b, NOW)).toBe(false);
    expect(slots.inUse).toBe(1);
  });

  const freeings: [string, (slots: Slots) => void][] = [
    ["becomes ready", (slots) => slots.update(ready("a"))],
    ["backs off", (slots) => slots.update(queued("a", 0, { notBefore: "2999-01-01T00:00:00.000Z" }))],
    [
      "is being deleted",
      (slots) => slots.update({ ...holding("a"), metadata: { ...holding("a").metadata, deletionTimestamp: at(5) } }),
    ],
    ["is gone", (slots) => slots.remove("uid-a")],
  ];
  test.each(freeings)("wake the one that waits longest when the holder %s", (_, free) => {
    const { slots, woken } = slotsOf(1, holding("a"), queued("c", 2), queued("b", 1));
    free(slots);
    expect(woken).toContain("b");
    expect(woken).not.toContain("c");
    expect(slots.inUse).toBe(0);
  });

  test("wake the next when a taken slot is given up", () => {
    const a = queued("a", 0);
    const { slots, woken } = slotsOf(1, a, queued("b", 1));
    slots.take(a.metadata.uid);
    slots.settle(a);
    expect(woken).toContain("a");
    expect(slots.inUse).toBe(0);
  });

  test("wake the next when the one that was next no longer wants one", () => {
    const { slots, woken } = slotsOf(1, queued("a", 0), queued("b", 1));
    slots.update(store("a", { phase: "Failed" }));
    expect(woken).toEqual(["b"]);
  });

  test("are free again when a store is given up before anybody knows whether its taking was written", () => {
    const a = queued("a", 0);
    const { slots, woken } = slotsOf(1, a, queued("b", 1));
    slots.take(a.metadata.uid);
    slots.update(store("a", { phase: "Failed" }));
    expect(slots.inUse).toBe(0);
    expect(woken).toEqual(["b"]);
  });

  test("are not freed by news that is older than what is known", () => {
    const older = queued("a", 0);
    const { slots, woken } = slotsOf(1, queued("b", 1), older);
    slots.take("uid-a");
    slots.settle(holding("a"));
    slots.update(older);
    expect(slots.inUse).toBe(1);
    expect(woken).toEqual([]);
  });
});

/**
 * Workers, the API server and a watch that lags behind, in any order. The truth is `server`; a worker decides on what
 * it was told, as the reconciler does.
 */
describe("whatever order things happen in", () => {
  const names = ["a", "b", "c", "d"];
  const step = fc.record({
    what: fc.constantFrom("decide", "finish", "deliver", "fail", "ready", "delete", "create", "requeue", "refuse"),
    who: fc.constantFrom(...names),
  });

  test("no more stores hold slots than may, and a free slot is always for somebody who waits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 120, size: "max" }), (max, steps) => {
        let resourceVersion = 0;
        let clock = T0;
        const server = new Map<string, Store>();
        const watched: Store[] = [];
        const writing = new Map<string, Store>();
        const slots = new Slots(max, () => undefined);
        const write = (name: string, status: StoreStatus): Store => {
          resourceVersion += 1;
          const previous = server.get(name);
          const written = makeStore({
            name,
            uid: previous?.metadata.uid ?? `${name}-${resourceVersion}`,
            metadata: { resourceVersion: String(resourceVersion) },
            status,
          });
          server.set(name, written);
          watched.push(written);
          return written;
        };
        const holds = (each: Store) => each.status?.slotSince !== undefined;
        for (const { what, who } of steps) {
          clock += 1_000;
          const now = new Date(clock).toISOString();
          const current = server.get(who);
          switch (what) {
            case "create":
              if (current === undefined) slots.update(write(who, { phase: "Pending", queuedAt: now }));
              break;
            case "decide":
              if (current === undefined || holds(current) || writing.has(who)) break;
              if (slots.isNext(current, clock) && slots.take(current.metadata.uid)) writing.set(who, current);
              break;
            case "finish":
              if (current === undefined || !writing.delete(who)) break;
              slots.settle(write(who, { phase: "Provisioning", slotSince: now }));
              break;
            case "refuse":
              if (current === undefined || !writing.delete(who)) break;
              slots.settle(current);
              break;
            case "fail":
            case "ready":
            case "requeue":
              if (current === undefined || !holds(current)) break;
              slots.update(write(who, what === "ready" ? { phase: "Ready" } : { phase: "Pending", queuedAt: now }));
              break;
            case "delete":
              if (current === undefined || writing.has(who)) break;
              server.delete(who);
              for (let index = watched.length - 1; index >= 0; index -= 1) {
                if (watched[index]?.metadata.uid === current.metadata.uid) watched.splice(index, 1);
              }
              slots.remove(current.metadata.uid);
              break;
            case "deliver": {
              const event = watched.shift();
              if (event !== undefined) slots.update(event);
            }
          }
          const holders = [...server.values()].filter(holds).length + writing.size;
          expect(holders).toBeLessThanOrEqual(max);
          expect(slots.inUse).toBe(holders);
          const waiting = [...server.values()].filter((each) => !holds(each) && each.status?.queuedAt !== undefined);
          const idle = waiting.filter((each) => !writing.has(each.metadata.name));
          if (holders < max && idle.length > 0) {
            expect(waiting.some((each) => slots.isNext(each, clock))).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
