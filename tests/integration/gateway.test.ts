import type { KubeObject } from "@shopyard/kube/objects.ts";
import { HTTP_ROUTES, INGRESSES, resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { defineHttpRoutes } from "../charts/support/gateway-api.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  await defineHttpRoutes();
  const GATEWAY_PARENTS = JSON.stringify([{ name: "public", namespace: "gateways" }]);
  platform = await startTestPlatform({ operatorEnv: { GATEWAY_PARENTS } });
});
afterAll(() => platform?.stop());

interface Route extends KubeObject {
  spec: { hostnames: string[]; parentRefs: { name: string; namespace?: string }[] };
}

it("a store behind a Gateway has a route instead of an Ingress, which follows its host and goes with it", async () => {
  const namespace = platform.namespaceOf("routed");
  const routes = async () => (await platform.admin.list<Route>(resourcePath(HTTP_ROUTES, { namespace }))).items;
  await platform.apply("routed", { engine: "medusa" });
  await platform.until("routed", "Ready", isPhase("Ready"));
  expect((await routes()).map(({ spec }) => spec)).toMatchObject([
    { hostnames: ["routed.localhost"], parentRefs: [{ name: "public", namespace: "gateways" }] },
  ]);
  expect((await platform.admin.list(resourcePath(INGRESSES, { namespace }))).items).toEqual([]);
  await platform.apply("routed", { engine: "medusa", host: "moved.example.com" });
  await platform.until("routed", "Ready elsewhere", (store) => store.status?.url === "http://moved.example.com");
  await platform.until("routed", "Ready", isPhase("Ready"));
  expect((await routes()).map(({ spec }) => spec.hostnames)).toEqual([["moved.example.com"]]);
  await platform.remove("routed");
  await platform.untilGone("routed");
  expect(await routes()).toEqual([]);
});
