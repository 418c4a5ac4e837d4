import type { Store, StoreStatus } from "@shopyard/crds/store.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Slots } from "../../operator/queue/slots.ts";
import { makeStore, T0 } from "./support/fixtures.ts";

const NAMES = ["a", "b", "c", "d", "e"];
const RETRY_MS = 3_000;

/**
 * An operator that looks at a store only when it has a reason to: the store changed, a planned time came, or the slots
 * said so. Whatever happens, once it has looked at all it was told of, no slot is free that a store could use.
 */
class Operator {
  readonly server = new Map<string, Store>();
  readonly terminating = new Set<string>();
  /** Whose writes the API server refuses. */
  readonly refused = new Set<string>();
  clock = T0;
  #version = 0;
  #due = new Set<string>();
  #timers = new Map<string, number>();
  slots: Slots;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
    this.slots = this.#slots();
  }

  #slots(): Slots {
    return new Slots(
      this.#max,
      (key) => this.#due.add(key.split("/")[1] ?? ""),
      () => this.clock,
    );
  }

  restart(): void {
    this.#timers.clear();
    this.#due = new Set(this.server.keys());
    this.slots = this.#slots();
    for (const store of this.server.values()) this.slots.update(store);
  }

  write(name: string, status: StoreStatus): Store {
    this.#version += 1;
    const uid = this.server.get(name)?.metadata.uid ?? `${name}-${this.#version}`;
    const store = makeStore({ name, uid, metadata: { resourceVersion: String(this.#version) }, status });
    this.server.set(name, store);
    this.slots.update(store);
    this.#due.add(name);
    return store;
  }

  remove(name: string): void {
    const store = this.server.get(name);
    if (store === undefined) return;
    this.server.delete(name);
    this.slots.remove(store.metadata.uid);
  }

  changed(name: string): void {
    this.#due.add(name);
  }

  later(ms: number): void {
    this.clock += ms;
    for (const [name, at] of this.#timers) if (at <= this.clock) this.#due.add(name);
  }

  work(): void {
    for (const name of this.#due) {
      this.#due.delete(name);
      this.#timers.delete(name);
      this.#look(name);
    }
  }

  holds = (store: Store): boolean => store.status?.slotSince !== undefined;

  idleAlthoughWanted(): string[] {
    const all = [...this.server.values()];
    if (all.filter(this.holds).length >= this.#max) return [];
    return all
      .filter(({ status }) => status?.queuedAt !== undefined && Date.parse(status.notBefore ?? "1970") <= this.clock)
      .map(({ metadata }) => metadata.name)
      .filter((name) => !this.terminating.has(name) && !this.refused.has(name) && !this.#timers.has(name));
  }

  #look(name: string): void {
    const store = this.server.get(name);
    if (store === undefined) return;
    this.slots.hold(store, this.terminating.has(name));
    if (this.terminating.has(name) || store.status?.queuedAt === undefined) return;
    const notBefore = Date.parse(store.status.notBefore ?? "1970");
    if (notBefore > this.clock) {
      this.#timers.set(name, notBefore);
    } else if (this.slots.isNext(store, this.clock) && this.slots.take(store.metadata.uid)) {
      if (!this.refused.has(name)) {
        this.slots.settle(this.write(name, { phase: "Provisioning", slotSince: this.#now() }));
        return;
      }
      this.slots.settle(store);
      this.slots.hold(store, true);
      this.#due.delete(name);
      this.#timers.set(name, this.clock + RETRY_MS);
    }
  }

  #now = (): string => new Date(this.clock).toISOString();

  queue(name: string, inMs = 0): void {
    const notBefore = inMs === 0 ? {} : { notBefore: new Date(this.clock + inMs).toISOString() };
    this.write(name, { phase: "Pending", queuedAt: this.#now(), ...notBefore });
  }
}

const step = fc.record({
  what: fc.constantFrom("create", "ready", "fail", "delete", "terminate", "refuse", "tick", "restart"),
  who: fc.constantFrom(...NAMES),
  ms: fc.constantFrom(500, 1_000, 4_000),
});

test("no slot stays free while a store waits that could use it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 80, size: "max" }), (max, steps) => {
      const operator = new Operator(max);
      const toggle = (set: Set<string>, name: string) => {
        if (!set.delete(name)) set.add(name);
      };
      for (const { what, who, ms } of steps) {
        const store = operator.server.get(who);
        switch (what) {
          case "create":
            if (store === undefined) operator.queue(who);
            break;
          case "ready":
            if (store !== undefined && operator.holds(store)) operator.write(who, { phase: "Ready" });
            break;
          case "fail":
            if (store !== undefined && operator.holds(store)) operator.queue(who, ms);
            break;
          case "delete":
            operator.remove(who);
            break;
          case "terminate":
            toggle(operator.terminating, who);
            operator.changed(who);
            break;
          case "refuse":
            toggle(operator.refused, who);
            break;
          case "tick":
            operator.later(ms);
            break;
          case "restart":
            operator.restart();
        }
        operator.work();
        expect([...operator.server.values()].filter(operator.holds).length).toBeLessThanOrEqual(max);
        expect(operator.idleAlthoughWanted()).toEqual([]);
      }
    }),
    { numRuns: 1_000 },
  );
});
