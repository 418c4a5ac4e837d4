import type { Store } from "@shopyard/crds/store.ts";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ObservedCertificate } from "../../operator/reconcile/observation.ts";
import type { RouteAnswer } from "../../operator/watch/ask-route.ts";
import { RouteChecks } from "../../operator/watch/route-checks.ts";
import { makeStore } from "./support/fixtures.ts";

const ready = (url: string, status: Store["status"] = {}): Store =>
  makeStore({ status: { phase: "Ready", url, ...status } });

const answer = (answers: boolean, detail: string): RouteAnswer => ({ answers, detail, served: undefined });

describe("the checks of public addresses", () => {
  afterEach(() => vi.useRealTimers());

  const controlled = () => {
    vi.useFakeTimers();
    const answers: RouteAnswer[] = [];
    const ask = vi.fn(async (url: string) => answers.shift() ?? answer(true, `${url} answers`));
    const onChange = vi.fn();
    const onError = vi.fn();
    const judge = vi.fn<() => Promise<ObservedCertificate>>(async () => ({ reason: "Valid", message: "good" }));
    const options = { everyMs: 300_000, onChange, onError, ask, judge, random: () => 0.5 };
    return { ask, judge, onChange, onError, answers, checks: new RouteChecks(options) };
  };

  test("ask a silent address soon again, an answering one seldom, and tell changes only", async () => {
    const { ask, onChange, answers, checks } = controlled();
    answers.push(answer(false, "no"), answer(false, "no"));
    checks.update(ready("http://a"));
    await vi.advanceTimersByTimeAsync(0);
    expect([ask.mock.calls.length, onChange.mock.calls.length]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([ask.mock.calls.length, onChange.mock.calls.length]).toEqual([2, 1]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([ask.mock.calls.length, onChange.mock.calls.length]).toEqual([3, 2]);
    await vi.advanceTimersByTimeAsync(299_999);
    expect(ask).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(1);
    expect([ask.mock.calls.length, onChange.mock.calls.length]).toEqual([4, 2]);
  });

  test("after a restart ask the addresses that answered before in the course of the usual time", async () => {
    const { ask, checks } = controlled();
    const conditions: NonNullable<Store["status"]>["conditions"] = [
      {
        type: "Routed",
        status: "True",
        reason: "Answers",
        message: "",
        observedGeneration: 1,
        lastTransitionTime: "x",
      },
    ];
    checks.update(ready("http://a", { conditions }));
    await vi.advanceTimersByTimeAsync(149_999);
    expect(ask).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test("after a restart ask at once where nobody could tell of the certificate", async () => {
    const { ask, checks } = controlled();
    const as = { reason: "", message: "", observedGeneration: 1, lastTransitionTime: "x" };
    const routed = { ...as, type: "Routed", status: "True" } as const;
    checks.update(
      ready("https://a", { conditions: [routed, { ...as, type: "Certified", status: "Unknown" } as const] }),
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test("judge the certificate of an address with TLS alone, and tell when what is to be said of it changes", async () => {
    const { judge, onChange, checks } = controlled();
    checks.update(ready("http://a"));
    await vi.advanceTimersByTimeAsync(0);
    expect(judge).not.toHaveBeenCalled();
    checks.update(ready("https://a:8443"));
    await vi.advanceTimersByTimeAsync(0);
    expect(judge.mock.lastCall?.slice(1, 3)).toEqual(["a", undefined]);
    expect(checks.get(ready("https://a:8443"))?.certificate).toEqual({ reason: "Valid", message: "good" });
    await vi.advanceTimersByTimeAsync(300_000);
    expect([judge.mock.calls.length, onChange.mock.calls.length]).toEqual([2, 2]);
    judge.mockResolvedValue({ reason: "Valid", message: "renewed" });
    await vi.advanceTimersByTimeAsync(300_000);
    expect([judge.mock.calls.length, onChange.mock.calls.length]).toEqual([3, 3]);
  });

  test("look at a certificate that is not right again soon, and then less and less often", async () => {
    const { ask, judge, checks } = controlled();
    judge.mockResolvedValue({ reason: "NotYetIssued", message: "wait" });
    checks.update(ready("https://a"));
    await vi.advanceTimersByTimeAsync(0);
    const calls = () => ask.mock.calls.length;
    for (const [seconds, looks] of [
      [10, 2],
      [20, 3],
      [40, 4],
      [80, 5],
      [160, 6],
      [300, 7],
      [299, 7],
      [1, 8],
    ] as const) {
      await vi.advanceTimersByTimeAsync(seconds * 1000);
      expect(calls()).toBe(looks);
    }
    judge.mockResolvedValue({ reason: "Valid", message: "good" });
    await vi.advanceTimersByTimeAsync(300_000);
    expect(calls()).toBe(9);
    judge.mockResolvedValue({ reason: "Expired", message: "over" });
    await vi.advanceTimersByTimeAsync(300_000 + 10_000);
    expect(calls()).toBe(11);
  });

  test("keep what was known of a certificate that could not be judged", async () => {
    const { judge, onError, onChange, checks } = controlled();
    const store = ready("https://a");
    checks.update(store);
    await vi.advanceTimersByTimeAsync(0);
    judge.mockRejectedValue(new Error("the API server does not answer"));
    await vi.advanceTimersByTimeAsync(300_000);
    expect(onError).toHaveBeenCalledWith(store, new Error("the API server does not answer"));
    expect(checks.get(store)?.certificate).toEqual({ reason: "Valid", message: "good" });
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test("ask only so many addresses at once, and of those that wait none whose store is gone", async () => {
    vi.useFakeTimers();
    const open: (() => void)[] = [];
    const asked: string[] = [];
    const ask = (url: string) => {
      asked.push(url);
      return new Promise<RouteAnswer>((resolve) => open.push(() => resolve(answer(true, url))));
    };
    const { judge, onError, onChange } = controlled();
    const checks = new RouteChecks({ everyMs: 300_000, onChange, onError, judge, ask });
    for (let index = 0; index < 70; index += 1) {
      const url = `http://${index}`;
      checks.update(makeStore({ uid: url, status: { phase: "Ready", url } }));
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(64);
    checks.remove("http://64");
    open[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.slice(64)).toEqual(["http://65"]);
    checks.stop();
    for (const end of open) end();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(65);
  });

  test("begin anew with another address, and end with the store, its sleep and its deletion", async () => {
    const { ask, checks } = controlled();
    checks.update(ready("http://a"));
    await vi.advanceTimersByTimeAsync(0);
    expect(checks.get(ready("http://a"))).toEqual({
      ...{ answers: true, detail: "http://a answers", certificate: undefined },
    });
    expect(checks.get(ready("http://b"))).toBeUndefined();
    checks.update(ready("http://b"));
    await vi.advanceTimersByTimeAsync(0);
    expect(ask.mock.calls.map(([url]) => url)).toEqual(["http://a", "http://b"]);
    checks.update(ready("http://b", { phase: "Suspended" }));
    expect(checks.get(ready("http://b"))).toBeUndefined();
    checks.update(ready("http://b"));
    checks.update({
      ...ready("http://b"),
      metadata: { ...ready("x").metadata, deletionTimestamp: "2026-01-01T00:00:00Z" },
    });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(ask).toHaveBeenCalledTimes(3);
  });
});
