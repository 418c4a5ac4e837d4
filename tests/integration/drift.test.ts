import type { KubeObject } from "@shopyard/kube/objects.ts";
import {
  DEPLOYMENTS,
  NETWORK_POLICIES,
  RESOURCE_QUOTAS,
  type Resource,
  resourcePath,
  SERVICES,
} from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { isPhase, reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

const NAME = "drifting";
let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ operatorEnv: { DRIFT_CHECK_SECONDS: "2" } });
  await platform.apply(NAME, { engine: "woocommerce" });
  await platform.until(NAME, "Ready", isPhase("Ready"));
});
afterAll(() => platform?.stop());

type Loose = KubeObject & { spec: Record<string, unknown> };
const pathOf = (resource: Resource, name: string) =>
  resourcePath(resource, { namespace: platform.namespaceOf(NAME), name });
const get = (resource: Resource, name: string) => platform.admin.get<Loose>(pathOf(resource, name));
const repaired = async (count: number, objects: string[]) => {
  const store = await platform.until(NAME, `put back (${count})`, ({ status }) => (status?.drift?.count ?? 0) >= count);
  expect(store.status?.drift).toMatchObject({ count, objects });
  return store;
};

describe("a store's objects", () => {
  it("are looked at again and again without a write while nobody touches them", async () => {
    const version = async () => (await platform.store(NAME))?.metadata.resourceVersion;
    const before = await version();
    const service = (await get(SERVICES, `${NAME}-web`))?.metadata.resourceVersion;
    const writes = () => platform.metric('shopyard_operator_actions_total{action="RepairDrift"}');
    // A second store, made after a few looks at the first one, shows that time has passed.
    for (const name of ["pass-1", "pass-2"]) {
      await platform.apply(name, { engine: "woocommerce" });
      await platform.until(name, "Ready", isPhase("Ready"));
    }
    expect(await version()).toBe(before);
    expect((await get(SERVICES, `${NAME}-web`))?.metadata.resourceVersion).toBe(service);
    expect(await writes()).toBe(0);
  });

  it("that was changed by hand is put back, counted and told", async () => {
    await platform.admin.patch(pathOf(SERVICES, `${NAME}-web`), {
      spec: { selector: { "app.kubernetes.io/component": "else" } },
    });
    const store = await repaired(1, [`Service/${NAME}-web`]);
    expect((await get(SERVICES, `${NAME}-web`))?.spec.selector).toMatchObject({ "app.kubernetes.io/component": "web" });
    expect(reasons(store)).toContain("DriftRepaired");
    expect(store.status?.events?.at(-1)?.message).toBe(`Changed by hand and put back: Service/${NAME}-web`);
    expect(await platform.metric('shopyard_operator_drift_total{kind="Service"}')).toBe(1);
  });

  it("that was removed by hand is made again: what bounds the store, and a part of the shop", async () => {
    await platform.admin.delete(pathOf(NETWORK_POLICIES, "default-deny"));
    await repaired(2, ["NetworkPolicy/default-deny"]);
    expect((await get(NETWORK_POLICIES, "default-deny"))?.spec.podSelector).toEqual({});
    await platform.admin.delete(pathOf(DEPLOYMENTS, `${NAME}-web`));
    await repaired(3, [`Deployment/${NAME}-web`]);
    await platform.until(NAME, "Ready", isPhase("Ready"));
    // One that was raised by hand does not last either.
    await platform.admin.patch(pathOf(RESOURCE_QUOTAS, "store"), { spec: { hard: { pods: "500" } } });
    await repaired(4, ["ResourceQuota/store"]);
    expect((await get(RESOURCE_QUOTAS, "store"))?.spec.hard).toMatchObject({ pods: "20" });
  });

  it("keeps what others own: an autoscaler's replicas, an injected sidecar, an annotation", async () => {
    const path = pathOf(DEPLOYMENTS, `${NAME}-web`);
    const sidecar = { name: "mesh", image: "mesh:1", resources: {} };
    await platform.admin.apply(
      path,
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: `${NAME}-web`, annotations: { "mesh.example/injected": "yes" } },
        spec: { template: { spec: { containers: [sidecar] } } },
      },
      { fieldManager: "mesh" },
    );
    await platform.admin.patch(
      `${path}/scale`,
      { spec: { replicas: 2 } },
      { query: { fieldManager: "kube-controller-manager" } },
    );
    // A change of ours beside them shows that a look came after, and that it repairs that alone.
    await platform.admin.patch(path, { metadata: { labels: { "app.kubernetes.io/name": "else" } } });
    await repaired(5, [`Deployment/${NAME}-web`]);
    const after = await get(DEPLOYMENTS, `${NAME}-web`);
    expect(after?.metadata.labels?.["app.kubernetes.io/name"]).toBe("woocommerce");
    expect(after?.metadata.annotations?.["mesh.example/injected"]).toBe("yes");
    expect(after?.spec.replicas).toBe(2);
    expect(JSON.stringify(after?.spec.template)).toContain('"mesh:1"');
  });

  it("scaled to zero by a person comes back, and the store with it", async () => {
    await platform.apply("scaled", { engine: "woocommerce" });
    await platform.until("scaled", "Ready", isPhase("Ready"));
    const path = resourcePath(DEPLOYMENTS, { namespace: platform.namespaceOf("scaled"), name: "scaled-web" });
    await platform.admin.patch(`${path}/scale`, { spec: { replicas: 0 } }, { query: { fieldManager: "kubectl" } });
    await waitUntil(async () => (await platform.admin.get<Loose>(path))?.spec.replicas === 1, {
      what: "the part to be back",
      timeoutMs: 60_000,
    });
    await platform.until("scaled", "Ready", isPhase("Ready"));
  });
});
