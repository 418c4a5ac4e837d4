import { createHash } from "node:crypto";
import { LABELS, SIZES } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { describe, expect, test } from "vitest";
import { buildCatalog } from "../../operator/build/catalog.ts";
import { buildCredentials } from "../../operator/build/credentials.ts";
import { growBounds } from "../../operator/build/grow-bounds.ts";
import { buildLimitRange, DEFAULT_RESOURCES } from "../../operator/build/limit-range.ts";
import { buildNamespace } from "../../operator/build/namespace.ts";
import { buildNetworkPolicies } from "../../operator/build/network-policies.ts";
import { buildPolicies, policiesDigest } from "../../operator/build/policies.ts";
import { formatBytes, formatCpu, parseQuantity } from "../../operator/build/quantity.ts";
import { buildResourceQuota } from "../../operator/build/resource-quota.ts";
import { buildSaleJob, SALE_RESOURCES } from "../../operator/build/sale-job.ts";
import { urlOf } from "../../operator/build/url.ts";
import { buildValues, canonicalJson, digestOf, withDigest } from "../../operator/build/values.ts";
import { ensureCredentials } from "../../operator/effects/ensure-credentials.ts";
import type { Engine } from "../../operator/engines/engine.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import { planOf } from "../../operator/reconcile/plan.ts";
import { makePlatform, makeStore } from "./support/fixtures.ts";

const platform = makePlatform();
const engines = [...builtInEngines.values()];
const storeOf = (engine: string, spec: Partial<Store["spec"]> = {}) => makeStore({ spec: { engine, ...spec } });
const everySize = engines.flatMap((engine) => SIZES.map((size) => ({ engine, size, plan: engine.sizes[size] })));

describe("quantities", () => {
  test.each([
    ["150m", 0.15],
    ["2", 2],
    ["1.5", 1.5],
    ["64Ki", 65_536],
    ["512Mi", 536_870_912],
    ["2Gi", 2_147_483_648],
    ["1Ti", 1_099_511_627_776],
  ])("%s is %d", (text, value) => {
    expect(parseQuantity(text)).toBeCloseTo(value, 9);
  });
  test.each(["", "1G", "1e3", "-1", "1 Gi", "Gi", "0x10"])("%j is refused", (text) => {
    expect(() => parseQuantity(text)).toThrow(RangeError);
  });
  test("are written back without loss", () => {
    expect([formatCpu(0.15 + 0.1 + 0.2), formatBytes(parseQuantity("1.5Gi"))]).toEqual(["450m", "1536Mi"]);
  });
});

describe("the network policies", () => {
  interface Policy {
    metadata: { name: string };
    spec: { podSelector: Selector; policyTypes: string[]; ingress?: Rule[]; egress?: Rule[] };
  }
  interface Selector {
    matchLabels?: Record<string, string>;
  }
  interface Peer {
    podSelector?: Selector;
    namespaceSelector?: Selector;
    ipBlock?: { cidr: string };
  }
  interface Rule {
    from?: Peer[];
    to?: Peer[];
    ports?: { protocol: string; port: number }[];
  }
  const who = (selector: Selector) => selector.matchLabels?.[LABELS.component] ?? "every pod";
  const peer = ({ podSelector, namespaceSelector, ipBlock }: Peer) =>
    [
      ipBlock?.cidr,
      namespaceSelector && `namespace ${Object.values(namespaceSelector.matchLabels ?? {})}`,
      podSelector && who(podSelector),
    ]
      .filter(Boolean)
      .join(" ");
  const ports = (rule: Rule) => (rule.ports ?? []).map(({ protocol, port }) => `${protocol} ${port}`).join(", ");
  /** Everything that is allowed, one line each. */
  const allowed = (policies: Policy[]) =>
    policies
      .flatMap(({ spec }) => [
        ...(spec.ingress ?? []).flatMap((rule) =>
          (rule.from ?? [{}]).map((from) => `in  ${peer(from)} -> ${who(spec.podSelector)}: ${ports(rule)}`),
        ),
        ...(spec.egress ?? []).flatMap((rule) =>
          (rule.to ?? [{}]).map((to) => `out ${who(spec.podSelector)} -> ${peer(to)}: ${ports(rule)}`),
        ),
      ])
      .sort();
  const policiesOf = (engine: string, env = {}) => {
    const handler = builtInEngines.get(engine);
    if (handler === undefined) throw new Error(engine);
    return buildNetworkPolicies(storeOf(engine), handler, makePlatform(env)) as unknown as Policy[];
  };
  const common = ["out every pod -> namespace kube-system: UDP 53, TCP 53"];

  test.each<[string, string[]]>([
    [
      "woocommerce",
      [
        "in  namespace ingress -> web: TCP 8080",
        "in  sale -> web: TCP 8080",
        "out sale -> web: TCP 8080",
        "in  web -> database: TCP 3306",
        "in  setup -> database: TCP 3306",
        "in  cron -> database: TCP 3306",
        "in  cron -> web: TCP 8080",
        "out web -> database: TCP 3306",
        "out setup -> database: TCP 3306",
        "out cron -> database: TCP 3306",
        "out cron -> web: TCP 8080",
        "in  restore -> database: TCP 3306",
        "out restore -> database: TCP 3306",
      ],
    ],
    [
      "medusa",
      [
        "in  namespace ingress -> web: TCP 9000",
        "in  sale -> web: TCP 9000",
        "out sale -> web: TCP 9000",
        ...["web", "worker", "migrate"].flatMap((from) => [
          `in  ${from} -> database: TCP 5432`,
          `in  ${from} -> redis: TCP 6379`,
          `out ${from} -> database: TCP 5432`,
          `out ${from} -> redis: TCP 6379`,
        ]),
        "in  restore -> database: TCP 5432",
        "out restore -> database: TCP 5432",
      ],
    ],
  ])("of %s allow just this, on both ends of each flow", (engine, expected) => {
    expect(allowed(policiesOf(engine))).toEqual([...common, ...expected].sort());
  });

  test.each(engines)("of $name deny everything else both ways", ({ name }) => {
    const policies = policiesOf(name);
    const deny = policies.find(({ metadata }) => metadata.name === "default-deny");
    expect(deny?.spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    for (const { spec } of policies) {
      expect(spec.policyTypes.includes("Ingress")).toBe(spec.ingress !== undefined || spec === deny?.spec);
      expect(spec.policyTypes.includes("Egress")).toBe(spec.egress !== undefined || spec === deny?.spec);
    }
    const names = policies.map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("take who may enter and who resolves names from the settings", () => {
    const lines = allowed(
      policiesOf("medusa", { INGRESS_FROM: '{"cidr":"192.0.2.0/24"}', DNS_TO: '{"cidr":"10.96.0.10/32"}' }),
    );
    expect(lines).toContain("in  192.0.2.0/24 -> web: TCP 9000");
    expect(lines).toContain("out every pod -> 10.96.0.10/32: UDP 53, TCP 53");
  });

  test("let the ingress to cert-manager's proof of the host, where certificates are asked for", () => {
    const solver = (env: Record<string, string>) =>
      policiesOf("medusa", env).find(({ metadata }) => metadata.name === "allow-acme-solver")?.spec;
    expect(solver({})).toBeUndefined();
    expect(solver({ URL_SCHEME: "https", INGRESS_TLS: "default" })).toBeUndefined();
    expect(solver({ URL_SCHEME: "https", INGRESS_TLS: "secret", INGRESS_TLS_SECRET: "{name}-tls" })).toMatchObject({
      podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
      ingress: [{ ports: [{ protocol: "TCP", port: 8089 }] }],
    });
  });
});

describe("quota and limits", () => {
  const names = { "requests.cpu": "cpu", "requests.memory": "memory", "limits.cpu": "cpu", "limits.memory": "memory" };
  test.each(everySize)(
    "of $engine.name, $size, hold what runs always and a roll-out beside it",
    ({ engine, size, plan }) => {
      const { hard } = buildResourceQuota(storeOf(engine.name, { size }), engine, platform).spec;
      const running = Object.keys(plan.resources)
        .filter((component) => component !== "job")
        .flatMap((component) => Array<string>(component === "web" ? plan.replicas : 1).fill(component));
      const beside = engine.surge.filter((component) => component in plan.resources);
      for (const [key, resource] of Object.entries(names)) {
        const end = key.startsWith("requests") ? "requests" : "limits";
        // The sale's pod and one that names no resources (cert-manager's) fit in beside them.
        const wanted = [
          ...[...running, ...beside].map((component) => plan.resources[component]),
          SALE_RESOURCES,
          DEFAULT_RESOURCES,
        ].reduce((sum, resources) => sum + parseQuantity(resources?.[end][resource as "cpu" | "memory"] ?? ""), 0);
        expect([key, parseQuantity(hard[key as keyof typeof names])]).toEqual([key, expect.closeTo(wanted, 6)]);
      }
      const volumes = Object.values(plan.storage).reduce((sum, text) => sum + parseQuantity(text), 0);
      expect(parseQuantity(hard["requests.storage"])).toBe(volumes);
      expect(hard.persistentvolumeclaims).toBe(String(Object.keys(plan.storage).length));
      expect([hard["services.loadbalancers"], hard["services.nodeports"]]).toEqual(["0", "0"]);
    },
  );

  test.each(everySize)(
    "of $engine.name, $size, let every container in and none ask for more than its limit",
    ({ engine, size, plan }) => {
      const [limit] = buildLimitRange(storeOf(engine.name, { size }), engine, platform).spec.limits;
      for (const { requests, limits } of Object.values(plan.resources)) {
        for (const resource of ["cpu", "memory"] as const) {
          expect(parseQuantity(requests[resource])).toBeLessThanOrEqual(parseQuantity(limits[resource]));
          expect(parseQuantity(limits[resource])).toBeLessThanOrEqual(parseQuantity(limit?.max[resource] ?? "0"));
          expect(parseQuantity(limit?.defaultRequest[resource] ?? "")).toBeLessThanOrEqual(
            parseQuantity(limit?.default[resource] ?? ""),
          );
          expect(parseQuantity(limit?.default[resource] ?? "")).toBeLessThanOrEqual(
            parseQuantity(limit?.max[resource] ?? ""),
          );
        }
      }
    },
  );

  test.each(engines)("of $name grow with the size", (engine) => {
    const [small, medium, large] = SIZES.map(
      (size) => buildResourceQuota(storeOf(engine.name, { size }), engine, platform).spec.hard,
    );
    for (const key of [...Object.keys(names), "requests.storage"] as (keyof typeof names)[]) {
      const all = [small, medium, large].map((hard) => parseQuantity(hard?.[key] ?? ""));
      expect(all).toEqual(all.toSorted((a, b) => a - b));
    }
  });
});

describe("bounds that grow for a roll-out", () => {
  const quota = { hard: { "requests.cpu": "150m", pods: "20" } };
  test("keep what the old release may still hold", () => {
    const { spec, grown } = growBounds(quota, { hard: { "requests.cpu": "1", pods: "10" } });
    expect(spec).toEqual({ hard: { "requests.cpu": "1", pods: "20" } });
    expect(grown).toBe(true);
  });
  test("are those wanted where the old ones were lower, or there were none", () => {
    expect(growBounds(quota, { hard: { "requests.cpu": "100m", pods: "20" } })).toEqual({ spec: quota, grown: false });
    expect(growBounds(quota, undefined)).toEqual({ spec: quota, grown: false });
  });
  test("go for a LimitRange's maximum too, and not for its defaults", () => {
    const wanted = { limits: [{ type: "Container", default: { cpu: "1" }, max: { cpu: "2", memory: "1Gi" } }] };
    const present = { limits: [{ type: "Container", default: { cpu: "9" }, max: { cpu: "500m", memory: "4Gi" } }] };
    expect(growBounds(wanted, present).spec).toEqual({
      limits: [{ type: "Container", default: { cpu: "1" }, max: { cpu: "2", memory: "4Gi" } }],
    });
  });
});

describe("the sale", () => {
  const on = makePlatform({ IMAGE_REGISTRY: "registry.example.com", URL_PORT: "8080" });
  const jobOf = (engine: Engine) =>
    buildSaleJob(storeOf(engine.name), engine, { version: engine.defaultVersion, revision: 3, mode: "order" }, on);

  test.each(engines)(
    "of $name comes from the shop's own image, with the Service, the public host and one Secret",
    (engine) => {
      const job = jobOf(engine);
      expect(job.metadata).toMatchObject({ name: "demo-sale-3", namespace: "shop-demo" });
      const [container] = job.spec.template.spec.containers;
      const web = engine.images(engine.defaultVersion).web;
      expect(container?.image).toBe(`registry.example.com/${web?.repository}:${web?.tag}`);
      const env = Object.fromEntries(
        container?.env.map((each) => [each.name, "value" in each ? each.value : "(secret)"]) ?? [],
      );
      expect(env).toMatchObject({
        SHOPYARD_SALE_URL: "http://demo-web",
        SHOPYARD_STORE_URL: "http://demo.localhost:8080",
        SHOPYARD_SALE_MODE: "order",
        // As the Secret says, whatever the spec says since.
        SHOPYARD_ADMIN_EMAIL: "(secret)",
        SHOPYARD_ADMIN_PASSWORD: "(secret)",
      });
      const keys = new Set(engine.secrets.map(({ key }) => key));
      for (const key of Object.values(engine.sale.secrets)) expect(keys).toContain(key);
      expect(Object.keys(engine.images(engine.defaultVersion))).toContain(engine.sale.image);
    },
  );

  test.each(engines)("of $name runs once, without rights", (engine) => {
    const { spec } = jobOf(engine);
    expect(spec.backoffLimit).toBe(0);
    expect(spec.template.spec).toMatchObject({ restartPolicy: "Never", automountServiceAccountToken: false });
    expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: engine.sale.uid });
    expect(spec.template.spec.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });
});

describe("values and their digest", () => {
  const digest = (store: Store, on = platform) => (planOf(store, on) as { digest: string }).digest;
  const base = storeOf("medusa");

  test("are the same for the same store, whatever else happens to it", () => {
    const later = makeStore({
      spec: { engine: "medusa" },
      uid: "another",
      metadata: { resourceVersion: "9", generation: 7, annotations: { a: "b" } },
      status: { phase: "Ready", engineVersion: "2.21.2", attempts: 3 },
    });
    expect(digest(later)).toBe(digest(base));
    expect(digest(base)).toMatch(/^[0-9a-f]{40}$/);
  });

  test("do not depend on the order of keys", () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }));
    expect(canonicalJson({ a: [1, 2] })).not.toBe(canonicalJson({ a: [2, 1] }));
    const reversed = { ...base, spec: Object.fromEntries(Object.entries(base.spec).reverse()) as Store["spec"] };
    expect(digest(reversed)).toBe(digest(base));
  });

  test.each<[string, Partial<Store["spec"]>]>([
    ["displayName", { displayName: "Another" }],
    ["host", { host: "shop.example.com" }],
    ["size", { size: "large" }],
    ["adminEmail", { adminEmail: "a@example.com" }],
    ["suspended", { suspended: true }],
    ["engine", { engine: "woocommerce" }],
  ])("change with %s", (_, spec) => {
    expect(digest(storeOf("medusa", spec))).not.toBe(digest(base));
  });

  test.each<[string, Record<string, string>]>([
    ["the registry", { IMAGE_REGISTRY: "registry.example.com" }],
    ["an image", { ENGINE_IMAGES: '{"medusa":{"web":{"digest":"sha256:1"}}}' }],
    ["the base domain", { BASE_DOMAIN: "shops.example.com" }],
    ["the storage class", { STORAGE_CLASS: "fast" }],
    ["the way in", { GATEWAY_PARENTS: '[{"name":"public","namespace":"gateways"}]' }],
  ])("change with %s of the platform", (_, env) => {
    expect(digest(base, makePlatform(env))).not.toBe(digest(base));
  });

  test.each<[string, Record<string, string>]>([
    ["attempts", { MAX_ATTEMPTS: "9" }],
    ["who resolves names: policies have a digest of their own", { DNS_TO: '{"cidr":"10.0.0.1/32"}' }],
    ["another engine's image", { ENGINE_IMAGES: '{"woocommerce":{"web":{"tag":"x"}}}' }],
  ])("do not change with %s", (_, env) => {
    expect(digest(base, makePlatform(env))).toBe(digest(base));
  });

  test("change with the chart, and carry the digest themselves without changing it", () => {
    const { values, chart, digest } = planOf(base, platform) as Extract<ReturnType<typeof planOf>, { digest: string }>;
    expect(digestOf({ ...chart, digest: "other" }, values)).not.toBe(digest);
    expect(withDigest(values, digest)).toEqual({ ...values, annotations: { [LABELS.digest]: digest } });
  });

  test("change of policies only with what bounds the store", () => {
    const engine = builtInEngines.get("medusa");
    if (engine === undefined) throw new Error("no medusa");
    const of = (store: Store, on = platform) => policiesDigest(store, engine, on);
    expect(of(storeOf("medusa", { displayName: "Another" }))).toBe(of(base));
    expect(of(storeOf("medusa", { size: "large" }))).not.toBe(of(base));
    expect(of(base, makePlatform({ DNS_TO: '{"cidr":"10.0.0.1/32"}' }))).not.toBe(of(base));
  });

  test.each(everySize)("of the policies of $engine.name $size are over the very objects, whatever the name", (each) => {
    for (const name of ["a", "demo", "name", "x".repeat(40)]) {
      const store = makeStore({ name, spec: { engine: each.engine.name, size: each.size } });
      const { bounds, network } = buildPolicies(store, each.engine, platform);
      const direct = createHash("sha256").update(canonicalJson([...bounds, ...network]));
      expect(policiesDigest(store, each.engine, platform)).toBe(direct.digest("hex").slice(0, 40));
    }
  });

  test.each(engines)("of $name name the Secret and hold nothing of it", (engine) => {
    const store = storeOf(engine.name);
    const marker = (length: number) => "s".repeat(length);
    const secret = buildCredentials(store, engine, platform, marker);
    const text = JSON.stringify(buildValues(store, engine, engine.defaultVersion, platform));
    expect(text).toContain(secret.metadata.name);
    const { "admin-email": email, ...credentials } = secret.stringData;
    expect(text).toContain(email);
    for (const value of Object.values(credentials)) if (value.length > 8) expect(text).not.toContain(value);
    expect(text).not.toMatch(/password/i);
  });
});

describe("credentials", () => {
  /** What the API server is given when the credentials are made. */
  const made = async (name: string): Promise<Record<string, string>> => {
    const engine = builtInEngines.get(name);
    let body: { stringData: Record<string, string> } | undefined;
    const client = {
      create: async (_: string, secret: typeof body) => {
        body = secret;
      },
    };
    if (engine === undefined) throw new Error(name);
    await ensureCredentials(storeOf(name), engine, { client, platform, signal: new AbortController().signal } as never);
    return body?.stringData ?? {};
  };

  test.each(engines)(
    "of $name have the keys and lengths that the engine names, and are safe in URL and shell",
    async (engine) => {
      const values = await made(engine.name);
      expect(Object.keys(values).sort()).toEqual(engine.secrets.map(({ key }) => key).sort());
      for (const secret of engine.secrets) {
        const value = values[secret.key] ?? "";
        if ("fixed" in secret) expect(value).toBe(secret.fixed);
        else if ("of" in secret) expect(value).toBe("admin@demo.localhost");
        else expect(value).toMatch(new RegExp(`^[A-Za-z0-9_-]{${secret.random}}$`));
        if ("random" in secret) expect(secret.random).toBeGreaterThanOrEqual(24);
      }
    },
  );

  test.each(engines)("of $name are different each time and from each other", async (engine) => {
    const random = engine.secrets.filter((secret) => "random" in secret).map(({ key }) => key);
    const [one, two] = [await made(engine.name), await made(engine.name)];
    const all = random.flatMap((key) => [one[key], two[key]]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("the rest that is built", () => {
  test.each<[string, Record<string, string>, Partial<Store["spec"]>, string]>([
    ["under the base domain", {}, {}, "http://demo.localhost"],
    ["with an unusual port", { URL_PORT: "8443", URL_SCHEME: "https" }, {}, "https://demo.localhost:8443"],
    ["on a host of its own", { BASE_DOMAIN: "x.org" }, { host: "shop.example.com" }, "http://shop.example.com"],
  ])("a URL %s", (_, env, spec, url) => {
    expect(urlOf(makeStore({ spec }), makePlatform(env))).toBe(url);
  });

  test("a namespace is marked as ours and restricts its pods", () => {
    const { metadata } = buildNamespace(makeStore(), platform);
    expect(metadata.name).toBe("shop-demo");
    expect(metadata.labels).toMatchObject({
      [LABELS.yard]: platform.yard,
      [LABELS.store]: "demo",
      "pod-security.kubernetes.io/enforce": "restricted",
    });
  });

  test("the catalog offers each engine with its sizes, as totals of what runs always", () => {
    const catalog = buildCatalog(platform);
    expect(
      catalog.engines.map(({ name, versions, defaultVersion }) => [name, versions.includes(defaultVersion)]),
    ).toEqual(engines.map(({ name }) => [name, true]));
    expect(catalog.engines.find(({ name }) => name === "woocommerce")?.sizes[0]).toEqual({
      name: "small",
      cpu: "125m",
      memory: "512Mi",
      storage: "4096Mi",
    });
    expect(catalog).toMatchObject({ baseDomain: "localhost", urlScheme: "http", simulated: false });
    expect("urlPort" in catalog).toBe(false);
  });
});
