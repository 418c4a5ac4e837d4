import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { casesOf, engines, routeCasesOf } from "./support/engine-values.ts";
import { defineHttpRoutes } from "./support/gateway-api.ts";
import { podsOf, render } from "./support/manifests.ts";
import { platformCases, renderPlatform } from "./support/platform-values.ts";
import { type RestrictedNamespace, restrictedNamespace } from "./support/restricted-namespace.ts";
import { fromEnvironment } from "./support/tools.ts";

describe("the API server's strict dry run in a restricted namespace", () => {
  let namespace: RestrictedNamespace;
  beforeAll(async () => {
    fromEnvironment("KUBECONFIG");
    await defineHttpRoutes();
    namespace = await restrictedNamespace(`charts-${randomBytes(4).toString("hex")}`);
  });
  afterAll(async () => namespace?.[Symbol.asyncDispose]());

  const container = { name: "x", image: "x:1" };
  it("refuses a pod that is not restricted, else it would prove nothing", async () => {
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: { containers: [container] } };
    expect(await namespace.tryApply([pod])).toContain('violates PodSecurity "restricted');
  });

  it("refuses a field that does not exist, else it would prove nothing", async () => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "x" }, spec: { ports: [{ prot: 80 }] } };
    expect(await namespace.tryApply([service])).toMatch(/prot/);
  });

  it("refuses a route that the Gateway API does not know, else it would prove nothing", async () => {
    const route = {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "x" },
      spec: { rules: [{ backendRefs: [{ name: "x" }] }] },
    };
    expect(await namespace.tryApply([route])).toMatch(/port for Service/);
  });

  describe.each(engines)("$name", (engine) => {
    it.each([...casesOf(engine), ...routeCasesOf(engine)])(
      "takes every object and every pod: %s",
      async (_, values) => {
        const manifests = await render(engine.name, values);
        const pods = podsOf(manifests);
        expect(pods.length).toBeGreaterThan(1);
        expect(await namespace.tryApply([...manifests, ...pods])).toBe("");
      },
    );
  });

  it.each(platformCases)("takes every object and every pod of the platform: %s", async (_, values) => {
    const { name } = namespace;
    // One namespace stands for both of the platform's: what is not there yet can hold nothing, not even in a dry run.
    const release = { values: { ...values, storesNamespace: name }, release: name, namespace: name };
    const manifests = (await renderPlatform(release)).filter(({ kind }) => kind !== "Namespace");
    // A pod's account and priority would have to be there before it.
    const pods = podsOf(manifests).map((pod) => {
      const { serviceAccountName, priorityClassName, ...spec } = (pod as { spec: Record<string, unknown> }).spec;
      return { ...pod, spec };
    });
    expect(await namespace.tryApply([...manifests, ...pods])).toBe("");
  });
});
