import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WorkQueue, type WorkQueueOptions } from "../../operator/queue/work-queue.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A queue whose handler runs until the test ends it. */
function controlled(options: Partial<WorkQueueOptions> = {}) {
  const begun: string[] = [];
  const open = new Map<string, PromiseWithResolvers<void>>();
  const errors: { key: string; retryInMs: number }[] = [];
  const queue = new WorkQueue({
    workers: 2,
    random: () => 1,
    laneOf: (key) => (key.startsWith("calm") ? "background" : "urgent"),
    onError: (key, _, retryInMs) => errors.push({ key, retryInMs }),
    handle: (key) => {
      if (open.has(key)) throw new Error(`two workers on ${key}`);
      begun.push(key);
      const deferred = Promise.withResolvers<void>();
      open.set(key, deferred);
      return deferred.promise.finally(() => open.delete(key));
    },
    ...options,
  });
  const flush = () => vi.advanceTimersByTimeAsync(0);
  return {
    queue,
    begun,
    errors,
    flush,
    running: () => [...open.keys()],
    end: (key: string) => {
      open.get(key)?.resolve();
      return flush();
    },
    fail: (key: string) => {
      open.get(key)?.reject(new Error("no"));
      return flush();
    },
  };
}

describe("a work queue", () => {
  test("holds a key once, hands keys out in order, and only to as many workers as there are", async () => {
    const { queue, begun, end, flush } = controlled();
    for (const key of ["a", "b", "c", "a", "c"]) queue.add(key);
    expect(queue.depth("urgent")).toBe(3);
    queue.start();
    await flush();
    expect(begun).toEqual(["a", "b"]);
    expect(queue.depth("urgent")).toBe(1);
    await end("b");
    expect(begun).toEqual(["a", "b", "c"]);
  });

  test("says by lane how many keys wait and how long the oldest of them", async () => {
    const { queue } = controlled();
    expect(queue.ageMs("urgent")).toBe(0);
    queue.add("a");
    await vi.advanceTimersByTimeAsync(70);
    for (const key of ["b", "calm-1", "calm-2"]) queue.add(key);
    await vi.advanceTimersByTimeAsync(30);
    expect([queue.depth("urgent"), queue.depth("background")]).toEqual([2, 2]);
    expect([queue.ageMs("urgent"), queue.ageMs("background")]).toEqual([100, 30]);
  });

  test("serves what somebody waits for before thousands of others", async () => {
    const { queue, begun, end, flush } = controlled();
    for (let index = 0; index < 5_000; index += 1) queue.add(`calm-${index}`);
    queue.start();
    await flush();
    queue.add("deleted");
    await end("calm-0");
    expect(begun).toEqual(["calm-0", "calm-1", "deleted"]);
  });

  test("moves a waiting key ahead when somebody begins to wait for it", async () => {
    const urgent = new Set<string>();
    const laneOf = (key: string) => (urgent.has(key) ? ("urgent" as const) : ("background" as const));
    const { queue, begun, end, flush } = controlled({ laneOf, workers: 1 });
    for (const key of ["a", "b", "c"]) queue.add(key);
    urgent.add("c");
    queue.add("c");
    expect([queue.depth("urgent"), queue.depth("background")]).toEqual([1, 2]);
    queue.start();
    for (const key of ["c", "a", "b"]) {
      await flush();
      await end(key);
    }
    expect(begun).toEqual(["c", "a", "b"]);
  });

  test("gives one turn in four to keys nobody waits for, once they are aged", async () => {
    const { queue, begun, end, flush } = controlled({ workers: 1 });
    for (let index = 0; index < 8; index += 1) queue.add(`u${index}`);
    for (const key of ["calm-1", "calm-2"]) queue.add(key);
    queue.start();
    await flush();
    for (const key of ["u0", "u1", "u2", "u3"]) await end(key);
    await vi.advanceTimersByTimeAsync(1_000);
    for (const key of ["u4", "calm-1", "u5", "u6", "u7", "calm-2"]) await end(key);
    expect(begun).toEqual(["u0", "u1", "u2", "u3", "u4", "calm-1", "u5", "u6", "u7", "calm-2"]);
  });

  test("gives a worker whose work is long and bounded elsewhere to other keys meanwhile", async () => {
    const long = Promise.withResolvers<void>();
    const begun: string[] = [];
    const { queue, flush } = controlled({
      workers: 1,
      handle: async (key) => {
        begun.push(key);
        if (key.startsWith("helm")) await queue.aside(() => long.promise);
      },
    });
    queue.start();
    for (const key of ["helm-1", "helm-2", "deleted", "helm-1"]) queue.add(key);
    await flush();
    expect(begun).toEqual(["helm-1", "helm-2", "deleted"]);
    long.resolve();
    await flush();
    expect(begun).toEqual(["helm-1", "helm-2", "deleted", "helm-1"]);
  });

  test("takes a worker back when work aside fails", async () => {
    let active = 0;
    let most = 0;
    const { queue, errors, flush } = controlled({
      workers: 1,
      handle: async (key) => {
        if (key === "helm") await queue.aside(() => Promise.reject(new Error("no")));
        active += 1;
        most = Math.max(most, active);
        await Promise.resolve();
        active -= 1;
      },
    });
    queue.start();
    queue.add("helm");
    await flush();
    for (const key of ["a", "b", "c"]) queue.add(key);
    await flush();
    expect(errors.map(({ key }) => key)).toEqual(["helm"]);
    expect({ active, most }).toEqual({ active: 0, most: 1 });
  });

  test("handles a key once more when it was added, however often, while it was handled", async () => {
    const { queue, begun, end, flush } = controlled();
    queue.start();
    queue.add("a");
    await flush();
    queue.add("a");
    queue.add("a");
    await flush();
    expect(begun).toEqual(["a"]);
    await end("a");
    expect(begun).toEqual(["a", "a"]);
    await end("a");
    expect(begun).toEqual(["a", "a"]);
  });

  test("keeps a key to one worker although its handler adds it at once", async () => {
    let active = 0;
    let most = 0;
    let runs = 0;
    const { queue, flush } = controlled({
      handle: async (key) => {
        active += 1;
        most = Math.max(most, active);
        runs += 1;
        if (runs < 5) queue.add(key);
        await Promise.resolve();
        active -= 1;
      },
    });
    queue.start();
    queue.add("a");
    await flush();
    expect({ most, runs }).toEqual({ most: 1, runs: 5 });
  });

  test("never has more workers than allowed although handlers add other keys at once", async () => {
    let active = 0;
    let most = 0;
    const { queue, flush } = controlled({
      handle: async (key) => {
        active += 1;
        most = Math.max(most, active);
        if (key === "a") for (const other of ["b", "c", "d"]) queue.add(other);
        await Promise.resolve();
        active -= 1;
      },
    });
    queue.start();
    queue.add("a");
    await flush();
    expect(most).toBe(2);
  });

  test.each([
    ["the most jitter", 1, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
    ["the least jitter", 0, [125, 250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]],
  ])("backs off longer after each failure, with %s", async (_, random, expected) => {
    const { queue, begun, errors, fail, flush } = controlled({ random: () => random });
    queue.start();
    queue.add("a");
    await flush();
    for (const [index, wait] of expected.entries()) {
      await fail("a");
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(begun).toHaveLength(index + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(begun).toHaveLength(index + 2);
    }
    expect(errors.map(({ retryInMs }) => retryInMs)).toEqual(expected);
  });

  test("starts with the shortest back-off again after a success", async () => {
    const { queue, errors, fail, end, flush } = controlled();
    queue.start();
    queue.add("a");
    await flush();
    await fail("a");
    await vi.advanceTimersByTimeAsync(250);
    await fail("a");
    await vi.advanceTimersByTimeAsync(500);
    await end("a");
    queue.add("a");
    await flush();
    await fail("a");
    expect(errors.map(({ retryInMs }) => retryInMs)).toEqual([250, 500, 250]);
  });

  test.each([
    ["the earlier plan", [500, 200, 900], 200],
    ["the only plan", [300], 300],
    ["a time that has passed", [-5], 0],
  ])("comes back to a key at %s", async (_, times, first) => {
    const { queue, begun } = controlled();
    queue.start();
    for (const time of times) queue.addAt("a", time);
    if (first > 0) {
      await vi.advanceTimersByTimeAsync(first - 1);
      expect(begun).toEqual([]);
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(begun).toEqual(["a"]);
  });

  test("forgets a plan when the key is handled before", async () => {
    const { queue, begun, end, flush } = controlled();
    queue.start();
    queue.addAt("a", 500);
    queue.add("a");
    await flush();
    await end("a");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(begun).toEqual(["a"]);
  });

  test("does not come back months too early to a key planned beyond what a timer can hold", async () => {
    const { queue, begun } = controlled();
    queue.start();
    queue.addAt("a", 2 ** 40);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(begun).toEqual([]);
  });

  test("stops by waiting for what runs, beginning nothing and leaving no timer", async () => {
    const { queue, begun, end, flush } = controlled({ workers: 1 });
    queue.start();
    queue.add("a");
    queue.add("b");
    queue.addAt("c", 100);
    await flush();
    let stopped = false;
    const stopping = queue.stop().then(() => {
      stopped = true;
    });
    queue.add("a");
    // A handler that was under way plans its next look.
    queue.addAt("a", 1_000_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stopped).toBe(false);
    await end("a");
    await stopping;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(begun).toEqual(["a"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("plans nothing after a failure while it stops", async () => {
    const { queue, begun, fail, flush } = controlled();
    queue.start();
    queue.add("a");
    await flush();
    const stopping = queue.stop();
    await fail("a");
    await stopping;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(begun).toEqual(["a"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
