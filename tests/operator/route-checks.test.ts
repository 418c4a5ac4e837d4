import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Store } from "@shopyard/crds/store.ts";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ObservedRoute } from "../../operator/reconcile/observation.ts";
import { RouteChecks } from "../../operator/watch/route-checks.ts";
import { makeStore } from "./support/fixtures.ts";

const ready = (url: string, status: Store["status"] = {}): Store =>
  makeStore({ status: { phase: "Ready", url, ...status } });

describe("the checks of public addresses", () => {
  afterEach(() => vi.useRealTimers());

  test("ask a real server by its name below localhost, without following redirects or reading bodies", async () => {
    const hosts: string[] = [];
    let status = 302;
    const server: Server = createServer((request, response) => {
      hosts.push(request.headers.host ?? "");
      response.writeHead(status, { location: "http://elsewhere.example.com/" }).end("x".repeat(100_000));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://demo.localhost:${port}`;
    const look = () =>
      new Promise<ObservedRoute | undefined>((resolve) => {
        const checks = new RouteChecks({
          everyMs: 60_000,
          onChange: (store) => {
            resolve(checks.get(store));
            checks.stop();
          },
        });
        checks.update(ready(url));
      });
    expect(await look()).toEqual({ answers: true, detail: `${url} answers` });
    status = 404;
    expect(await look()).toEqual({ answers: false, detail: `${url} answers with HTTP 404` });
    expect(hosts).toEqual([`demo.localhost:${port}`, `demo.localhost:${port}`]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await look()).toEqual({ answers: false, detail: `${url} does not answer: ECONNREFUSED` });
  });

  test("ask at the ingress controller alone where one is named, by the address's own name", async () => {
    const hosts: string[] = [];
    const server = createServer((request, response) => {
      hosts.push(request.headers.host ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const via = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
    const look = (url: string) =>
      new Promise<ObservedRoute | undefined>((resolve) => {
        const onChange = (store: Store) => {
          resolve(checks.get(store));
          checks.stop();
        };
        const checks = new RouteChecks({ everyMs: 60_000, via, onChange });
        checks.update(ready(url));
      });
    // Neither name resolves; a look at where they lead would say so.
    const url = "http://tea.shops.invalid:8080";
    expect(await look(url)).toEqual({ answers: true, detail: `${url} answers` });
    expect(await look("http://169.254.169.254")).toMatchObject({ answers: true });
    expect(hosts).toEqual(["tea.shops.invalid:8080", "169.254.169.254"]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const controlled = () => {
    vi.useFakeTimers();
    const answers: ObservedRoute[] = [];
    const ask = vi.fn(async (url: string) => answers.shift() ?? { answers: true, detail: `${url} answers` });
    const onChange = vi.fn();
    return { ask, onChange, answers, checks: new RouteChecks({ everyMs: 300_000, onChange, ask, random: () => 0.5 }) };
  };

  test("ask a silent address soon again, an answering one seldom, and tell changes only", async () => {
    const { ask, onChange, answers, checks } = controlled();
    answers.push({ answers: false, detail: "no" }, { answers: false, detail: "no" });
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

  test("ask only so many addresses at once, and of those that wait none whose store is gone", async () => {
    vi.useFakeTimers();
    const open: (() => void)[] = [];
    const asked: string[] = [];
    const ask = (url: string) => {
      asked.push(url);
      return new Promise<ObservedRoute>((resolve) => open.push(() => resolve({ answers: true, detail: url })));
    };
    const checks = new RouteChecks({ everyMs: 300_000, onChange: () => undefined, ask });
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
    expect(checks.get(ready("http://a"))).toEqual({ answers: true, detail: "http://a answers" });
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
