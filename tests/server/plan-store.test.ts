import { ANNOTATIONS, LIMITS } from "@shopyard/crds/constants.ts";
import { asksFor, encodePlanRequest, planTokenOf } from "@shopyard/crds/plan-request.ts";
import { describe, expect, test } from "vitest";
import { idOf, serve, type TestServer } from "./support/running-server.ts";

const PLAN = `mutation Plan($input: PlanStoreInput!) { planStore(input: $input) { __typename
  ... on PlanStoreSuccess { token store { name plan { token } } } ... on DomainError { code message }
  ... on InvalidInput { violations { field got allowed } } } }`;
const ANSWER = `{ store(name: "demo") { plan {
  token time appVersion size unchanged truncated error changes { change kind name diff } } } }`;
const plan = async (server: TestServer, input: object) => (await server.ask(PLAN, { input })).data.planStore;
const asked = (server: TestServer): string =>
  server.cluster.store("demo").metadata.annotations?.[ANNOTATIONS.plan] as string;

describe("planStore", () => {
  test("asks by annotation, changes nothing of the spec, and Store.plan answers under its token", async () => {
    const server = await serve();
    const { spec } = server.cluster.addStore("demo", { status: { phase: "Ready" } });
    const id = await idOf(server, "demo");
    const { token, store } = await plan(server, { id, engineVersion: "1.0.0", size: "SMALL", suspended: false });
    expect(store).toEqual({ name: "demo", plan: null });
    expect(JSON.parse(asked(server))).toEqual({ token, engineVersion: "1.0.0", size: "small", suspended: false });
    expect(server.cluster.store("demo").spec).toEqual(spec);

    const changes = [{ change: "Changed" as const, kind: "Deployment", name: "demo-web", diff: "- a\n+ b" }];
    const time = "2026-01-01T00:00:00Z";
    const answer = { token: asked(server), time, appVersion: "1.0.0", size: "small" as const, unchanged: 9, changes };
    server.cluster.setStatus("demo", { plan: answer });
    await expect
      .poll(async () => (await server.ask(ANSWER)).data.store.plan)
      .toEqual({
        token,
        time,
        appVersion: "1.0.0",
        size: "SMALL",
        unchanged: 9,
        truncated: false,
        error: null,
        changes: [{ change: "CHANGED", kind: "Deployment", name: "demo-web", diff: "- a\n+ b" }],
      });
  });

  test("joins the same question that still waits, and asks anew once it was answered or another is asked", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    const first = await plan(server, { id, engineVersion: "1.0.0" });
    expect((await plan(server, { id, engineVersion: "1.0.0" })).token).toBe(first.token);
    const other = await plan(server, { id, engineVersion: "2.0.0" });
    expect(other.token).not.toBe(first.token);
    server.cluster.setStatus("demo", { plan: { token: asked(server), time: "2026-01-01T00:00:00Z" } });
    expect((await plan(server, { id, engineVersion: "2.0.0" })).token).not.toBe(other.token);
  });

  test("of what the platform doesn't offer is InvalidInput, and asks nothing", async () => {
    const server = await serve();
    server.cluster.addStore("demo");
    const id = await idOf(server, "demo");
    expect(await plan(server, { id, size: "LARGE" })).toMatchObject({
      __typename: "InvalidInput",
      violations: [{ field: "size", got: "large", allowed: "one of small" }],
    });
    expect(asked(server)).toBeUndefined();
  });
});

describe("a plan's request", () => {
  const token = "5f0c2f0e-8a53-4bb8-9d0c-1d2f0f3a4b5c";
  const longest = { engineVersion: "v".repeat(LIMITS.engineVersion), size: "medium", suspended: false } as const;

  test("fits its annotation however long the wish", () => {
    expect(encodePlanRequest(token, longest).length).toBeLessThanOrEqual(LIMITS.planRequest);
    expect(planTokenOf(encodePlanRequest(token, longest))).toBe(token);
  });

  test.each(["by hand", '{"size":"small"}', "null", "[]"])("written otherwise (%s) is its own token", (text) => {
    expect(planTokenOf(text)).toBe(text);
  });

  test.each([
    [{ size: "small" }, { size: "small" }, true],
    [{ size: "small" }, { size: "small", engineVersion: "" }, true],
    [{ size: "small" }, { size: "medium" }, false],
    [{ size: "small" }, {}, false],
    [{}, { suspended: false }, false],
  ] as const)("for %j is the same as one for %j: %j", (a, b, same) => {
    expect(asksFor(encodePlanRequest(token, a), b)).toBe(same);
  });
});
