import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { describe, expect, test } from "vitest";
import type { EffectContext } from "../../operator/effects/context.ts";
import { writeStatus } from "../../operator/effects/write-status.ts";
import { createMetrics } from "../../operator/metrics.ts";
import { decide } from "../../operator/reconcile/decide.ts";
import { retryTokenOf } from "../../operator/reconcile/retry-token.ts";
import { summarize } from "../../operator/reconcile/summarize.ts";
import { makeStore, observation, T0 } from "./support/fixtures.ts";

/** An API server that holds one store, or none, and refuses a write with an old version, as the real one does. */
function serverWith(
  stored: Store | undefined,
  attempt: { before?: (server: { store: Store | undefined }) => void } = {},
) {
  const server = { store: stored };
  const calls: string[] = [];
  const client = {
    get: async () => {
      calls.push("GET");
      return structuredClone(server.store);
    },
    replace: async (path: string, body: Store) => {
      calls.push(`PUT ${path.split("/").at(-1)}`);
      attempt.before?.(server);
      if (server.store === undefined) throw new KubeError("gone", 404, "NotFound");
      if (body.metadata.resourceVersion !== server.store.metadata.resourceVersion) {
        throw new KubeError("newer", 409, "Conflict");
      }
      const { metadata } = server.store;
      server.store = {
        ...server.store,
        status: body.status,
        metadata: { ...metadata, resourceVersion: String(Number(metadata.resourceVersion) + 1) },
      } as Store;
      return structuredClone(server.store);
    },
    create: async (_: string, event: { reason: string }) => {
      calls.push(`Event ${event.reason}`);
    },
  };
  const wrote: Store[] = [];
  const context = {
    client,
    caches: { stores: { wrote: (store: Store) => wrote.push(store) } },
    metrics: createMetrics(),
    log: { debug: () => undefined, warn: () => undefined },
    now: () => T0,
  } as unknown as EffectContext;
  return { server, calls, wrote, context };
}
const failed = {
  type: "AttemptFailed",
  failure: { code: "HelmFailed", step: "Release", message: "no" },
  final: true,
  retryInMs: 0,
  retryToken: undefined,
} as const;

describe("writing the status", () => {
  test("is one write of the status alone, with an Event for what is new, and none when nothing changes", async () => {
    const { context, calls, wrote } = serverWith(makeStore());
    const written = await writeStatus(makeStore(), failed, context);
    expect(calls).toEqual(["PUT status", "Event HelmFailed"]);
    expect(wrote).toEqual([written]);
    const same = { type: "RetryAcknowledged", retryToken: undefined } as const;
    expect(await writeStatus(written, same, context)).toBe(written);
    expect(calls).toHaveLength(2);
  });

  test("is told on top of a spec that changed meanwhile, and claims in no place to have seen that", async () => {
    const newer = makeStore({ metadata: { resourceVersion: "7", generation: 2 }, spec: { size: "large" } });
    const { context, server, calls } = serverWith(newer);
    await writeStatus(makeStore(), failed, context);
    expect(calls).toEqual(["PUT status", "GET", "PUT status", "Event HelmFailed"]);
    expect(server.store?.spec.size).toBe("large");
    expect(server.store?.status?.observedGeneration).toBe(1);
    for (const condition of server.store?.status?.conditions ?? []) expect(condition.observedGeneration).toBe(1);
    // So the change is seen, although the old spec failed for good.
    expect(decide(observation({ store: server.store as Store })).type).toBe("Queue");
  });

  test.each<[string, Store | undefined]>([
    ["another of its name", makeStore({ uid: "another", metadata: { resourceVersion: "7" } })],
    [
      "one whose status somebody else wrote",
      makeStore({ metadata: { resourceVersion: "7" }, status: { phase: "Ready" } }),
    ],
  ])("never overwrites %s", async (_, other) => {
    const { context, server } = serverWith(other);
    await expect(writeStatus(makeStore(), failed, context)).rejects.toMatchObject({ status: 409 });
    expect(server.store).toEqual(other);
  });

  test("gives up when each try meets a newer version", async () => {
    let version = 10;
    const { context, calls } = serverWith(makeStore(), {
      before: (server) => {
        version += 1;
        server.store = makeStore({ metadata: { resourceVersion: String(version) } });
      },
    });
    await expect(writeStatus(makeStore(), failed, context)).rejects.toMatchObject({ status: 409 });
    expect(calls.filter((call) => call === "PUT status").length).toBeLessThan(10);
  });
});

describe("a retry's token", () => {
  const asked = (token: string) => makeStore({ metadata: { annotations: { [ANNOTATIONS.retry]: token } } });
  test.each([
    ["short", "a"],
    ["as long as may be", "a".repeat(128)],
    ["too long for status", "🛒".repeat(5_000)],
  ])("that is %s is taken once", (_, token) => {
    const store = asked(token);
    const queued = summarize(
      store,
      {
        type: "Queued",
        because: "Created",
        retryToken: retryTokenOf(store),
        url: "",
        adminUrl: "",
        engineVersion: "1",
      },
      T0,
    );
    expect([...(queued.lastHandledRetry ?? "")].length).toBeLessThanOrEqual(128);
    expect(decide(observation({ store: { ...asked(token), status: queued } as never })).type).toBe("Wait");
  });
  test("is another when a long one ends differently", () => {
    expect(retryTokenOf(asked(`${"a".repeat(500)}1`))).not.toBe(retryTokenOf(asked(`${"a".repeat(500)}2`)));
  });
});
