import { LABELS } from "@shopyard/crds/constants.ts";
import { createKubeClient, type KubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NAMESPACES, ROLE_BINDINGS, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

/** With the operator's own token, while it holds its Lease: what the API server lets whoever has taken it over do. */
let platform: TestPlatform;
let operator: KubeClient;
let shop: string;
let foreign: string;
let elsewhere: string;
beforeAll(async () => {
  platform = await startTestPlatform({ reservedHosts: ["yard.example.com"] });
  operator = createKubeClient(loadKubeConfig({ file: platform.kubeconfigs.operator }));
  shop = platform.namespaceOf("shop");
  foreign = platform.namespaceOf("foreign");
  await platform.apply("shop", { engine: "medusa" });
  elsewhere = `not-${shop}`;
  for (const name of [foreign, elsewhere]) await platform.admin.create(resourcePath(NAMESPACES), namespace(name, {}));
  await platform.until("shop", "Ready", isPhase("Ready"));
});
afterAll(() => platform?.stop());

const RESTRICTED = { "pod-security.kubernetes.io/enforce": "restricted" };
const namespace = (name: string, labels: Record<string, string | null>) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels },
});
const create = (name: string, labels: Record<string, string>) =>
  operator.create(resourcePath(NAMESPACES), namespace(name, labels), { query: { dryRun: "All" } });
const patch = (name: string, labels: Record<string, string | null>) =>
  operator.patch(resourcePath(NAMESPACES, { name }), { metadata: { labels } }, { query: { dryRun: "All" } });
const remove = async (name: string) => {
  const path = resourcePath(NAMESPACES, { name });
  const found = await platform.admin.get<KubeObject>(path);
  return operator.delete(path, { uid: found?.metadata.uid ?? "", query: { dryRun: "All" } });
};
const bind = (within: string, more: object = {}) =>
  operator.create(
    resourcePath(ROLE_BINDINGS, { namespace: within }),
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "another", namespace: within },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: `${platform.name}-store` },
      subjects: [{ kind: "ServiceAccount", name: `${platform.name}-operator`, namespace: platform.systemNamespace }],
      ...more,
    },
    { query: { dryRun: "All" } },
  );

describe("the operator's namespaces", () => {
  it("have the prefix, a yard's label and Pod Security restricted", async () => {
    const labels = { [LABELS.yard]: "y", ...RESTRICTED };
    await create(platform.namespaceOf("new"), labels);
    await expect(create("anywhere", labels)).rejects.toThrow(`begin with ${platform.name}-`);
    await expect(create(platform.namespaceOf("new"), RESTRICTED)).rejects.toThrow("neither leave out nor change");
    await expect(create(platform.namespaceOf("new"), { [LABELS.yard]: "y" })).rejects.toThrow("Pod Security");
  });

  it("stay what they are", async () => {
    await patch(shop, { "example.com/team": "a" });
    await expect(patch(shop, { [LABELS.yard]: null })).rejects.toThrow("neither leave out nor change");
    await expect(patch(shop, { [LABELS.yard]: "other" })).rejects.toThrow("neither leave out nor change");
    await expect(patch(shop, { "pod-security.kubernetes.io/enforce": "privileged" })).rejects.toThrow("Pod Security");
    // What restricted meant in an older Kubernetes.
    await expect(patch(shop, { "pod-security.kubernetes.io/enforce-version": "v1.18" })).rejects.toThrow(
      "Pod Security",
    );
  });

  it("are none that somebody else made, whatever they are called", async () => {
    const own = { [LABELS.yard]: "y", ...RESTRICTED };
    await expect(patch(foreign, own)).rejects.toThrow("does not carry the label");
    await expect(remove(foreign)).rejects.toThrow("does not carry the label");
    await expect(remove(elsewhere)).rejects.toThrow(`begin with ${platform.name}-`);
    expect(await platform.admin.get<KubeObject>(resourcePath(NAMESPACES, { name: foreign }))).toBeDefined();
  });
});

describe("the operator's rights", () => {
  it("can be handed out in a store's namespace alone", async () => {
    await bind(shop);
    for (const within of ["kube-system", "default", platform.systemNamespace, foreign]) {
      await expect(bind(within), within).rejects.toThrow("in a store's namespace alone");
    }
  });

  it("can be handed to nobody else, and are no others", async () => {
    const subjects = [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "mallory" }];
    await expect(bind(shop, { subjects })).rejects.toThrow("its own service account alone");
    const neighbour = [{ kind: "ServiceAccount", name: `${platform.name}-operator`, namespace: shop }];
    await expect(bind(shop, { subjects: neighbour })).rejects.toThrow("its own service account alone");
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
    await expect(bind(shop, { roleRef })).rejects.toMatchObject({ status: 403 });
  });
});

const storeOf = (name: string, namespace: string) => ({
  apiVersion: "shopyard.dev/v1alpha1",
  kind: "Store",
  metadata: { name, namespace },
  spec: { engine: "medusa" },
});

describe("a Store", () => {
  it("is taken in the Stores' namespace alone, and whoever asks is told which that is", async () => {
    const misplaced = storeOf("astray", "default");
    const asked = platform.admin.create(resourcePath(STORES, { namespace: "default" }), misplaced);
    await expect(asked).rejects.toThrow(/Stores are looked after in the namespace .*-stores alone/);
  });

  it("cannot have a host that is the platform's, also through GraphQL, which names the field", async () => {
    const spec = { engine: "medusa", host: "yard.example.com" };
    await expect(platform.apply("imposter", spec)).rejects.toThrow("yard.example.com is reserved for the platform");
    await expect(platform.apply("shop", spec)).rejects.toThrow("is reserved for the platform");
    const response = await fetch(`${platform.server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-graphql-yoga-csrf": "1" },
      body: JSON.stringify({
        query: `mutation ($input: CreateStoreInput!) {
          createStore(input: $input) { ... on InvalidInput { violations { field got } } } }`,
        variables: { input: { name: "imposter", ...spec } },
      }),
    });
    const { data } = (await response.json()) as { data: { createStore: object } };
    expect(data.createStore).toEqual({ violations: [{ field: "host", got: "yard.example.com" }] });
  });

  it("that had its host before it was reserved can be changed otherwise", async () => {
    await platform.annotate("shop", { "example.com/note": "still mine" });
    const path = `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/${platform.name}-reserved-hosts`;
    const policy = await platform.admin.get<{ spec: { validations: { expression: string }[] } }>(path);
    const [validation] = policy?.spec.validations ?? [];
    const expression = validation?.expression.replace("'yard.example.com'", "'yard.example.com', 'shop.localhost'");
    await platform.admin.patch(path, { spec: { validations: [{ ...validation, expression }] } });
    const { storesNamespace: within } = platform;
    const other = { ...storeOf("another", within), spec: { engine: "medusa", host: "shop.localhost" } };
    const refused = async () => {
      const asked = platform.admin.create(resourcePath(STORES, { namespace: within }), other, {
        query: { dryRun: "All" },
      });
      return asked.then(
        () => false,
        (error: Error) => error.message.includes("is reserved"),
      );
    };
    await waitUntil(refused, { what: "the policy to know of it", timeoutMs: 60_000 });
    await platform.annotate("shop", { "example.com/note": "mine even so" });
  });
});
