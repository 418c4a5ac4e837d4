import { LEASE_NAME, LIMITS, SIZES } from "@shopyard/crds/constants.ts";
import { type StoreFields, violations } from "@shopyard/crds/rules.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { CONFIG_MAPS, LEASES, NAMESPACES, PODS, resourcePath, SECRETS, STORES } from "@shopyard/kube/paths.ts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.stop());

const storeOf = ({ name, ...spec }: StoreFields) => ({
  apiVersion: "shopyard.dev/v1alpha1",
  kind: "Store",
  metadata: { name, namespace: platform.storesNamespace },
  spec,
});

/** The API server's verdict, without storing anything. */
async function refusal(fields: StoreFields): Promise<string | undefined> {
  try {
    await platform.admin.create(resourcePath(STORES, { namespace: platform.storesNamespace }), storeOf(fields), {
      query: { dryRun: "All", fieldValidation: "Strict" },
    });
    return undefined;
  } catch (error) {
    if (error instanceof KubeError && error.status === 422) return error.message;
    throw error;
  }
}

/** Text near the rules' edges: allowed characters, a few forbidden ones, lengths around the limits. */
const near = (alphabet: string, max: number) =>
  fc.oneof(
    fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 12 }),
    fc.integer({ min: Math.max(0, max - 2), max: max + 2 }).map((length) => "a".repeat(length)),
    fc.string({ maxLength: 8 }),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  );
const fields = fc.record(
  {
    name: near("abz019-.A", LIMITS.name).filter((name) => name !== ""),
    engine: near("abz09-._A", LIMITS.engine),
    displayName: near("aZ 9\t\n\u007fé", LIMITS.displayName),
    host: near("ab0-.A_", 63),
    size: fc.oneof(fc.constantFrom<string>(...SIZES), fc.constantFrom("", "Small", "huge")),
    engineVersion: near("aB0.-_+ ", LIMITS.engineVersion),
    adminEmail: fc.oneof(
      near("ab@.-+", 64),
      fc.tuple(near("ab.-", 5), near("ab.-", 5)).map(([a, b]) => `${a}@${b}`),
    ),
  },
  { requiredKeys: ["name", "engine"] },
);

describe("the services' rules and the API server's", () => {
  it("agree on random stores, field by field", async () => {
    await fc.assert(
      fc.asyncProperty(fields, async (input) => {
        const ours = violations(input);
        const theirs = await refusal(input);
        expect(ours.length > 0, `ours: ${JSON.stringify(ours)}; theirs: ${theirs}`).toBe(theirs !== undefined);
      }),
      { numRuns: 400, seed: Number(process.env.SEED ?? 20261123) },
    );
  });

  it.each<[string, Partial<StoreFields>]>([
    ["name", { name: "Demo" }],
    ["name", { name: "a".repeat(LIMITS.name + 1) }],
    ["engine", { engine: "Woo Commerce" }],
    ["host", { host: "localhost" }],
    ["host", { host: "Shop.example.com" }],
    ["size", { size: "tiny" }],
    ["adminEmail", { adminEmail: "nobody" }],
    ["engineVersion", { engineVersion: "one two" }],
    ["displayName", { displayName: "a\nb" }],
  ])("both refuse a bad %s and name it (%j)", async (field, bad) => {
    const input = { name: "demo", engine: "woocommerce", ...bad };
    expect(violations(input).map((violation) => violation.field)).toEqual([field]);
    expect(await refusal(input)).toContain(field);
  });
});

describe("the Store resource", () => {
  it("keeps its engine for life", async () => {
    await platform.apply("fixed", { engine: "no-such-engine" });
    await expect(platform.apply("fixed", { engine: "medusa" })).rejects.toThrow(/engine cannot be changed/);
  });

  it("has its status changed through the status subresource only", async () => {
    const store = await platform.until("fixed", "Failed", isPhase("Failed"));
    const path = resourcePath(STORES, { namespace: platform.storesNamespace, name: "fixed" });
    const patched = await platform.admin.patch<Store>(path, { status: { phase: "Ready" } });
    expect(patched.status?.phase).toBe("Failed");
    expect(patched.metadata.resourceVersion).toBe(store.metadata.resourceVersion);
  });

  it("defaults size and suspended", async () => {
    const { spec } = await platform.apply("plain", { engine: "no-such-engine" });
    expect(spec).toMatchObject({ size: "small", suspended: false });
  });
});

describe("the service accounts", () => {
  const as = (account: "operator" | "server") =>
    createKubeClient(loadKubeConfig({ file: platform.kubeconfigs[account] }));
  const forbidden = { status: 403 };

  it("let the server read and write Stores, and nothing else", async () => {
    const server = as("server");
    const { storesNamespace, systemNamespace } = platform;
    await expect(server.list(resourcePath(STORES, { namespace: storesNamespace }))).resolves.toBeDefined();
    await expect(server.list(resourcePath(STORES))).rejects.toMatchObject(forbidden);
    await expect(server.list(resourcePath(PODS))).rejects.toMatchObject(forbidden);
    await expect(server.list(resourcePath(SECRETS, { namespace: storesNamespace }))).rejects.toMatchObject(forbidden);
    await expect(server.list(resourcePath(NAMESPACES))).rejects.toMatchObject(forbidden);
    await expect(
      server.get(resourcePath(CONFIG_MAPS, { namespace: systemNamespace, name: "shopyard-yard" })),
    ).rejects.toMatchObject(forbidden);
    const status = resourcePath(STORES, { namespace: storesNamespace, name: "fixed", subresource: "status" });
    await expect(server.patch(status, { status: { phase: "Ready" } })).rejects.toMatchObject(forbidden);
    // The operators' leader is known by one.
    const lease = resourcePath(LEASES, { namespace: systemNamespace, name: LEASE_NAME });
    await expect(server.get(lease)).rejects.toMatchObject(forbidden);
  });

  it("let the operator read Secrets in a store's namespace only, and make no Stores", async () => {
    const operator = as("operator");
    await platform.apply("mine", { engine: "woocommerce" });
    await platform.until("mine", "Ready", isPhase("Ready"));
    const secrets = (namespace?: string) => operator.list(resourcePath(SECRETS, { namespace }));
    await expect(secrets(platform.namespaceOf("mine"))).resolves.toBeDefined();
    await expect(secrets("kube-system")).rejects.toMatchObject(forbidden);
    await expect(secrets(platform.systemNamespace)).rejects.toMatchObject(forbidden);
    await expect(secrets()).rejects.toMatchObject(forbidden);
    const stores = resourcePath(STORES, { namespace: platform.storesNamespace });
    const body = storeOf({ name: "sneaky", engine: "woocommerce" });
    await expect(operator.create(stores, body)).rejects.toMatchObject(forbidden);
    const admin = { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" } };
    const bindings = `/apis/rbac.authorization.k8s.io/v1/namespaces/${platform.namespaceOf("mine")}/rolebindings`;
    const subjects = [
      { kind: "ServiceAccount", name: `${platform.name}-operator`, namespace: platform.systemNamespace },
    ];
    await expect(operator.create(bindings, { metadata: { name: "more" }, ...admin, subjects })).rejects.toMatchObject(
      forbidden,
    );
  });
});
