import type { Store } from "@shopyard/crds/store.ts";
import { describe, expect, test, vi } from "vitest";
import type { Change } from "../../server/live/change-log.ts";
import { CoalescingReader } from "../../server/live/coalescing-reader.ts";
import { storesChanged } from "../../server/live/stores-changed.ts";
import { serve, until } from "./support/running-server.ts";

const store = (name: string, version: number, phase: "Ready" | "Failed" = "Ready"): Store =>
  ({ metadata: { name, uid: `uid-${name}`, resourceVersion: String(version) }, spec: {}, status: { phase } }) as Store;
const change = (kind: Change["kind"], next: Store, previous?: Store): Change => ({
  kind,
  store: next,
  previous,
  cursor: next.metadata.resourceVersion,
  version: BigInt(next.metadata.resourceVersion),
});
const reader = (matches: (store: Store) => boolean = () => true) =>
  new CoalescingReader({ matches, slowAfterMs: 60_000, onTooSlow: () => {} });

describe("a reader that takes nothing for a while", () => {
  test("gets the newest state of each store, in the order of the latest changes", async () => {
    const slow = reader();
    slow.push(change("upserted", store("a", 1)));
    slow.push(change("upserted", store("b", 2)));
    slow.push(change("upserted", store("a", 3)));
    expect(slow.pending).toBe(2);
    expect((await slow.next())?.change.cursor).toBe("2");
    expect((await slow.next())?.change.cursor).toBe("3");
  });

  test("holds one entry a store however many changes there are", () => {
    const slow = reader();
    for (let version = 1; version <= 10_000; version += 1)
      slow.push(change("upserted", store(`s${version % 7}`, version)));
    expect(slow.pending).toBe(7);
  });

  test("never misses the end of a store it may have seen", async () => {
    const slow = reader(({ status }) => status?.phase === "Ready");
    slow.push(change("upserted", store("a", 2, "Failed"), store("a", 1, "Ready")));
    slow.push(change("deleted", store("a", 3, "Failed"), store("a", 2, "Failed")));
    expect(await slow.next()).toMatchObject({ change: { kind: "deleted" }, wasIn: true });
  });

  test("is not told of stores that never were in its view", () => {
    const slow = reader(({ status }) => status?.phase === "Ready");
    slow.push(change("upserted", store("a", 1, "Failed")));
    slow.push(change("deleted", store("a", 2, "Failed"), store("a", 1, "Failed")));
    expect(slow.pending).toBe(0);
  });

  test("is told that a store left its view although it came back and left again meanwhile", async () => {
    const slow = reader(({ status }) => status?.phase === "Ready");
    slow.push(change("upserted", store("a", 2, "Failed"), store("a", 1, "Ready")));
    slow.push(change("upserted", store("a", 3, "Ready"), store("a", 2, "Failed")));
    slow.push(change("upserted", store("a", 4, "Failed"), store("a", 3, "Ready")));
    expect(await slow.next()).toMatchObject({ wasIn: true, change: { cursor: "4" } });
  });

  test("counts as too slow only when something lies there for the whole time", () => {
    vi.useFakeTimers();
    try {
      const onTooSlow = vi.fn();
      const slow = new CoalescingReader({ matches: () => true, slowAfterMs: 1_000, onTooSlow });
      vi.advanceTimersByTime(5_000);
      slow.push(change("upserted", store("a", 1)));
      slow.push(change("upserted", store("b", 2)));
      vi.advanceTimersByTime(900);
      void slow.next();
      vi.advanceTimersByTime(900);
      expect(onTooSlow).not.toHaveBeenCalled();
      vi.advanceTimersByTime(200);
      expect(onTooSlow).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  test("ends: the connection is closed with 'try again later', and its cursor is good for the rest", async () => {
    const server = await serve({ deps: { feed: { slowAfterMs: 50 } } });
    let closed = 0;
    const frames = storesChanged(server.feed, {
      view: "all",
      matches: () => true,
      after: undefined,
      onTooSlow: () => (closed += 1),
    });
    await frames.next();
    const { value: synced } = await frames.next();
    const pending = frames.next();
    server.cluster.addStore("alpha");
    await pending;
    server.cluster.addStore("beta");
    await until(() => closed === 1);
    expect((await frames.next()).done).toBe(true);
    expect(server.feed.readers).toBe(0);

    const again = storesChanged(server.feed, {
      view: "all",
      matches: () => true,
      after: synced?.cursor,
      onTooSlow: () => {},
    });
    expect((await again.next()).value).toMatchObject({ kind: "StoreUpserted", store: { metadata: { name: "alpha" } } });
    expect((await again.next()).value).toMatchObject({ kind: "StoreUpserted", store: { metadata: { name: "beta" } } });
    await again.return?.();
    expect(server.feed.readers).toBe(0);
  });
});
