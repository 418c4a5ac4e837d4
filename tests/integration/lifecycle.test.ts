import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { LABELS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import {
  LIMIT_RANGES,
  NAMESPACES,
  NETWORK_POLICIES,
  PERSISTENT_VOLUME_CLAIMS,
  PODS,
  RESOURCE_QUOTAS,
  resourcePath,
  SECRETS,
} from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findLeftovers } from "../../dev/demo/leftovers.ts";
import { parseQuantity } from "../../operator/build/quantity.ts";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import {
  getNamespace,
  getSecret,
  isPhase,
  reasons,
  startTestPlatform,
  type TestPlatform,
} from "../support/test-platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.stop());

const kubectl = async (...args: string[]) => {
  const { kubeconfig, bin } = platform.cluster;
  const all = ["--kubeconfig", kubeconfig, "--namespace", platform.storesNamespace, ...args];
  return (await promisify(execFile)(bin.kubectl, all)).stdout;
};
const inside = <T extends KubeObject>(resource: Parameters<typeof resourcePath>[0], namespace: string) =>
  platform.admin.list<T>(resourcePath(resource, { namespace })).then(({ items }) => items);

describe.each(["woocommerce", "medusa"])("a %s store", (engine) => {
  const name = `life-${engine.slice(0, 3)}`;

  it("goes from nothing to Ready, telling every step in order", async () => {
    await platform.apply(name, { engine });
    const store = await platform.until(name, "Ready", isPhase("Ready"));
    expect(reasons(store)).toEqual([
      "Queued",
      "NamespaceEnsured",
      "PoliciesEnsured",
      "CredentialsEnsured",
      "ReleaseInstall",
      "WorkloadsRollout",
      "SaleSkipped",
      "StoreReady",
    ]);
    expect(store.status?.events?.every(({ durationMs }) => durationMs !== undefined)).toBe(true);
    expect(store.status).toMatchObject({ url: `http://${name}.localhost`, observedGeneration: 1, attempts: 1 });
    expect(store.status?.components?.every(({ ready }) => ready)).toBe(true);
    expect(store.status?.conditions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: "Ready", status: "True" }),
        expect.objectContaining({ type: "Reconciling", status: "False" }),
        expect.objectContaining({ type: "Stalled", status: "False" }),
        expect.objectContaining({ type: "Serving", reason: "Simulated" }),
      ]),
    );
  });

  it("is bounded: restricted pods, quota, limits, default-deny both ways", async () => {
    const namespace = platform.namespaceOf(name);
    const labels = (await getNamespace(platform, namespace))?.metadata.labels;
    expect(labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted", [LABELS.store]: name });
    expect(await inside(RESOURCE_QUOTAS, namespace)).toHaveLength(1);
    expect(await inside(LIMIT_RANGES, namespace)).toHaveLength(1);
    const policies = await inside<KubeObject & { spec: object }>(NETWORK_POLICIES, namespace);
    expect(policies.find(({ metadata }) => metadata.name === "default-deny")?.spec).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    const pods = await inside<KubeObject & { spec: Record<string, unknown> }>(PODS, namespace);
    expect(pods.length).toBeGreaterThan(1);
    for (const { spec } of pods) expect(spec.automountServiceAccountToken).toBe(false);
  });

  it("has its credentials in one Secret and nowhere else", async () => {
    const namespace = platform.namespaceOf(name);
    const secret = await getSecret(platform, namespace, `${name}-credentials`);
    // The administrator's address is there for people, and no secret.
    const { "admin-email": _, ...data } = secret?.data ?? {};
    const values = Object.values(data).map((value) => Buffer.from(value, "base64").toString());
    const secrets = values.filter((value) => value.length > 12);
    expect(secrets.length).toBeGreaterThan(3);
    const others = JSON.stringify([
      await platform.store(name),
      await inside(PODS, namespace),
      (await inside<KubeObject>(SECRETS, namespace)).filter(({ metadata }) => metadata.name !== `${name}-credentials`),
    ]);
    for (const value of secrets) expect(others).not.toContain(value);
  });

  it("leaves nothing behind when it is deleted", async () => {
    await platform.remove(name);
    await platform.untilGone(name);
    const { storesNamespace, cluster } = platform;
    const namespace = platform.namespaceOf(name);
    expect(await findLeftovers(cluster.kubeconfig, { name, namespace, storesNamespace })).toEqual([]);
  });
});

describe("kubectl alone", () => {
  it("creates, shows and deletes a store", async () => {
    const { kubeconfig, bin } = platform.cluster;
    const yaml = `{apiVersion: shopyard.dev/v1alpha1, kind: Store, metadata: {name: by-hand}, spec: {engine: woocommerce}}`;
    const child = promisify(execFile)(bin.kubectl, [
      ...["--kubeconfig", kubeconfig, "--namespace", platform.storesNamespace, "apply", "-f", "-"],
    ]);
    child.child.stdin?.end(yaml);
    await child;
    await kubectl("wait", "shop/by-hand", "--for=condition=Ready", "--timeout=60s");
    const [header = "", row = ""] = (await kubectl("get", "shop", "by-hand", "-o", "wide")).trim().split("\n");
    expect(header.split(/\s+/)).toEqual(["NAME", "ENGINE", "PHASE", "URL", "AGE", "SIZE", "VERSION", "MESSAGE"]);
    expect(row).toMatch(/^by-hand\s+woocommerce\s+Ready\s+http:\/\/by-hand\.localhost\s+\d+s\s+small\s+/);
    expect(await kubectl("describe", "shop", "by-hand")).toContain("StoreReady");
    await kubectl("delete", "shop", "by-hand", "--timeout=60s");
    expect(await getNamespace(platform, platform.namespaceOf("by-hand"))).toBeUndefined();
  });
});

describe("changing a store", () => {
  it("keeps the larger quota until a smaller size has taken over, and gives it back then", async () => {
    const cpu = async () => {
      const [quota] = await inside<KubeObject & { spec: { hard: Record<string, string> } }>(
        RESOURCE_QUOTAS,
        platform.namespaceOf("shrink"),
      );
      return parseQuantity(quota?.spec.hard["requests.cpu"] ?? "");
    };
    const policies = (store: Store) => findCondition(store.status, "PoliciesReady")?.reason;
    await platform.apply("shrink", { engine: "woocommerce", size: "large" });
    await platform.until("shrink", "Ready", isPhase("Ready"));
    const large = await cpu();
    await platform.apply("shrink", { engine: "woocommerce", size: "small" });
    await platform.until("shrink", "rolled out under the old quota", (store) => policies(store) === "Grown");
    expect(await cpu()).toBe(large);
    await platform.until(
      "shrink",
      "Ready under the new quota",
      (store) => isPhase("Ready")(store) && policies(store) === "PoliciesEnsured",
    );
    expect(await cpu()).toBeLessThan(large);
  });

  it("upgrades in place when its size changes, and keeps its credentials", async () => {
    await platform.apply("grow", { engine: "woocommerce", size: "small" });
    const before = await platform.until("grow", "Ready", isPhase("Ready"));
    const secret = await getSecret(platform, platform.namespaceOf("grow"), "grow-credentials");
    await platform.apply("grow", { engine: "woocommerce", size: "medium" });
    const after = await platform.until(
      "grow",
      "Ready again",
      (store) => isPhase("Ready")(store) && store.status?.release?.revision === 2,
    );
    expect(after.status?.release?.digest).not.toBe(before.status?.release?.digest);
    expect(after.status?.events?.map(({ phase }) => phase)).toContain("Upgrading");
    expect(reasons(after)).toContain("ReleaseUpgrade");
    expect((await getSecret(platform, platform.namespaceOf("grow"), "grow-credentials"))?.data).toEqual(secret?.data);
  });

  it("puts a store to sleep without pods and keeps its volumes, and wakes it", async () => {
    const namespace = platform.namespaceOf("grow");
    const claims = (await inside(PERSISTENT_VOLUME_CLAIMS, namespace)).map(({ metadata }) => metadata.uid).sort();
    await platform.apply("grow", { engine: "woocommerce", size: "medium", suspended: true });
    await platform.until("grow", "Suspended", isPhase("Suspended"));
    expect(await inside(PODS, namespace)).toEqual([]);
    await platform.apply("grow", { engine: "woocommerce", size: "medium", suspended: false });
    await platform.until("grow", "Ready", isPhase("Ready"));
    expect((await inside(PERSISTENT_VOLUME_CLAIMS, namespace)).map(({ metadata }) => metadata.uid).sort()).toEqual(
      claims,
    );
  });
});

describe("deleting a store", () => {
  it("works in the middle of provisioning", async () => {
    await platform.apply("hasty", { engine: "medusa" });
    await platform.until("hasty", "under way", ({ status }) => status?.namespace !== undefined);
    await platform.remove("hasty");
    await platform.untilGone("hasty");
    expect(await getNamespace(platform, platform.namespaceOf("hasty"))).toBeUndefined();
  });

  it("works before anything was made", async () => {
    await platform.apply("never", { engine: "no-such-engine" });
    await platform.until("never", "Failed", isPhase("Failed"));
    await platform.remove("never");
    await platform.untilGone("never");
  });

  it("works when its release was uninstalled by hand", async () => {
    await platform.apply("bare", { engine: "woocommerce" });
    await platform.until("bare", "Ready", isPhase("Ready"));
    const { helm } = platform.cluster.bin;
    const args = ["uninstall", "bare", "-n", platform.namespaceOf("bare"), "--kubeconfig", platform.cluster.kubeconfig];
    await promisify(execFile)(helm, args);
    await platform.remove("bare");
    await platform.untilGone("bare");
    expect(await getNamespace(platform, platform.namespaceOf("bare"))).toBeUndefined();
  });

  it("works when its namespace was deleted by hand at the same moment", async () => {
    await platform.apply("gone", { engine: "woocommerce" });
    await platform.until("gone", "Ready", isPhase("Ready"));
    await Promise.all([
      platform.admin.delete(resourcePath(NAMESPACES, { name: platform.namespaceOf("gone") })),
      platform.remove("gone"),
    ]);
    await platform.untilGone("gone");
  });

  it("makes room for a new store of the same name, whose credentials are new", async () => {
    await platform.apply("again", { engine: "woocommerce" });
    const first = await platform.until("again", "Ready", isPhase("Ready"));
    const secret = await getSecret(platform, platform.namespaceOf("again"), "again-credentials");
    await platform.remove("again");
    await platform.untilGone("again");
    await platform.apply("again", { engine: "medusa" });
    const second = await platform.until("again", "Ready", isPhase("Ready"));
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
    const renewed = await getSecret(platform, platform.namespaceOf("again"), "again-credentials");
    expect(renewed?.data["database-password"]).not.toBe(secret?.data["database-password"]);
  });
});

describe("a namespace that is not ours", () => {
  it("is neither adopted nor deleted", async () => {
    const name = platform.namespaceOf("theirs");
    await platform.admin.create(resourcePath(NAMESPACES), { metadata: { name, labels: { owner: "them" } } });
    await platform.apply("theirs", { engine: "woocommerce" });
    const store = await platform.until("theirs", "Failed", isPhase("Failed"));
    expect(store.status?.lastError).toMatchObject({ code: "NamespaceTaken", step: "Namespace", retryable: true });
    await platform.remove("theirs");
    await platform.untilGone("theirs");
    const namespace = await getNamespace(platform, name);
    expect(namespace?.status?.phase).toBe("Active");
    expect(namespace?.metadata.labels).toEqual({ owner: "them", "kubernetes.io/metadata.name": name });
  });
});
