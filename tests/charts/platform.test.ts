import { readFile } from "node:fs/promises";
import { storeDefinition } from "@shopyard/crds/definition.ts";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../operator/config.ts";
import { helpText } from "../../server/config.ts";
import { containersOf, type Manifest, refusal, render } from "./support/manifests.ts";
import { CLUSTERS, RIGHTS_ALONE, renderPlatform, valuesFile } from "./support/platform-values.ts";
import { chartFolder, runOk } from "./support/tools.ts";

const deploymentOf = (manifests: readonly Manifest[], component: string) =>
  manifests.find(
    ({ kind, metadata }) => kind === "Deployment" && metadata.name === `shopyard-${component}`,
  ) as Manifest;

/** As the kubelet would give it to the process, but for what comes from Secrets. */
const environmentOf = (manifests: readonly Manifest[], component: string) =>
  Object.fromEntries(
    (containersOf(deploymentOf(manifests, component))[0]?.env ?? []).map(({ name, value = "" }) => [
      name,
      value.replaceAll("$$", "$"),
    ]),
  );

/** Paths of all values that hold no others, e.g. `server.image.tag`. */
const leavesOf = (values: unknown, path = ""): string[] =>
  typeof values === "object" && values !== null && !Array.isArray(values) && Object.keys(values).length > 0
    ? Object.entries(values).flatMap(([key, value]) => leavesOf(value, path === "" ? key : `${path}.${key}`))
    : [path];

describe("chart shopyard", () => {
  it("passes helm lint --strict", async () => {
    const args = ["lint", "--strict", chartFolder("shopyard"), "--set", "auth.trustIngress=true"];
    expect((await runOk("SHOPYARD_HELM", args)).stdout).toContain("0 chart(s) failed");
  });

  it("refuses a server that nothing signs people in for", async () => {
    expect(await refusal("shopyard", {})).toContain("set auth.trustIngress=true");
  });

  it("brings the Store as crds/ defines it, and keeps it", async () => {
    const definition = (await renderPlatform()).find(({ kind }) => kind === "CustomResourceDefinition");
    expect(definition?.metadata.annotations).toEqual({ "helm.sh/resource-policy": "keep" });
    expect(definition).toMatchObject(JSON.parse(JSON.stringify(storeDefinition)));
  });

  it("gives by default the operator's own defaults, and the names of the release", async () => {
    const given = readConfig(environmentOf(await renderPlatform(), "operator"));
    expect(given).toEqual({ ...readConfig({}), HOST: "0.0.0.0" });
  });

  it("gives the operator every setting in a form that it takes", async () => {
    const values = {
      baseDomain: "shops.example.com",
      urlScheme: "https",
      urlPort: 8443,
      storageClass: "fast",
      ingressFrom: { cidr: "10.0.0.0/24" },
      dnsTo: { namespace: { dns: "yes" }, pod: { app: "dns" } },
      operator: {
        leaseSeconds: 30,
        routeCheckSeconds: 86400,
        routeCheckVia: "edge.ingress.svc:443",
        logLevel: "debug",
      },
      stores: {
        imageRegistry: "registry.example.com/mirror",
        imagePullSecrets: ["mirror"],
        engines: ["medusa"],
        engineImages: { medusa: { web: { repository: "own/medusa", digest: `sha256:${"a".repeat(64)}` } } },
        saleProbe: "browse",
        migrationCopy: "none",
        simulated: true,
        ingress: {
          className: "web",
          annotations: { rd: 'https://x/?a=$b&c=$(PATH)"' },
          tls: "secret",
          tlsSecret: "{name}-tls",
        },
      },
    };
    expect(readConfig(environmentOf(await renderPlatform({ values }), "operator"))).toMatchObject({
      BASE_DOMAIN: "shops.example.com",
      URL_SCHEME: "https",
      URL_PORT: 8443,
      STORAGE_CLASS: "fast",
      INGRESS_FROM: values.ingressFrom,
      DNS_TO: values.dnsTo,
      LEASE_SECONDS: 30,
      ROUTE_CHECK_SECONDS: 86400,
      ROUTE_CHECK_VIA: { host: "edge.ingress.svc", port: 443 },
      LOG_LEVEL: "debug",
      IMAGE_REGISTRY: "registry.example.com/mirror",
      IMAGE_PULL_SECRETS: ["mirror"],
      ENGINES: ["medusa"],
      ENGINE_IMAGES: values.stores.engineImages,
      SALE_PROBE: "browse",
      MIGRATION_COPY: "none",
      SIMULATED: true,
      INGRESS_CLASS: "web",
      INGRESS_ANNOTATIONS: values.stores.ingress.annotations,
      INGRESS_TLS: "secret",
      INGRESS_TLS_SECRET: "{name}-tls",
    });
  });

  it("leaves no setting of the operator to chance but those of its image and of somebody's own machine", async () => {
    const given = Object.keys(environmentOf(await renderPlatform({ values: { urlPort: 8080 } }), "operator"));
    const all = Object.keys(readConfig({}));
    expect(all.filter((name) => !given.includes(name)).sort()).toEqual(["CHARTS_DIR", "HELM", "KUBE_CONTEXT"]);
    expect(given.filter((name) => !all.includes(name))).toEqual([]);
  });

  it("leaves no setting of the server to chance but those of somebody's own machine", async () => {
    const given = Object.keys(environmentOf(await renderPlatform(), "server"));
    const all = [...helpText().matchAll(/^ {2}([A-Z_]+)$/gm)].map(([, name]) => name as string);
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter((name) => !given.includes(name)).sort()).toEqual(["CLIENT_DIR", "KUBE_CONTEXT"]);
  });

  it("makes no pods where the development platform runs the processes itself", async () => {
    const kinds = new Set((await render("shopyard", RIGHTS_ALONE, "shopyard")).map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([
      "ClusterRole",
      "ClusterRoleBinding",
      "Lease",
      "Namespace",
      "ResourceQuota",
      "Role",
      "RoleBinding",
      "ServiceAccount",
      "ValidatingAdmissionPolicy",
      "ValidatingAdmissionPolicyBinding",
    ]);
  });

  it.each(CLUSTERS)("takes values-%s.yaml", async (cluster) => {
    const manifests = await renderPlatform({ cluster });
    for (const component of ["server", "operator", "dashboard"]) {
      expect(containersOf(deploymentOf(manifests, component))).toHaveLength(1);
    }
    expect(() => readConfig(environmentOf(manifests, "operator"))).not.toThrow();
    const kinds = manifests.map(({ kind }) => kind);
    expect(kinds.includes("PodDisruptionBudget")).toBe(cluster === "production");
    expect(kinds.includes("HorizontalPodAutoscaler")).toBe(cluster === "production");
    expect(kinds.includes("PrometheusRule")).toBe(cluster === "production");
  });

  it.each(CLUSTERS)("lets values-%s.yaml say nothing but what differs from cluster to cluster", async (cluster) => {
    const differs = [
      /^baseDomain$/,
      /^image\.(registry|tag)$/,
      /^(server|operator|dashboard)\.(replicas|resources\..+|image\.digest)$/,
      /^server\.autoscaling\.enabled$/,
      /^storageClass$/,
      /^urlScheme$/,
      /^ingress\.(annotations|tls)(\..+)?$/,
      /^stores\.(imageRegistry|ingress\.(annotations|tls|tlsSecret)(\..+)?)$/,
      // Kinds that a cluster may lack.
      /^monitoring\.[a-zA-Z]+\.enabled$/,
    ];
    const leaves = leavesOf(parse(await readFile(valuesFile(cluster), "utf8")));
    expect(leaves.length).toBeGreaterThan(10);
    expect(leaves.filter((leaf) => !differs.some((pattern) => pattern.test(leaf)))).toEqual([]);
  });

  it("has a value for every key that the schema knows, so that none is undocumented", async () => {
    const schema = JSON.parse(await readFile(`${chartFolder("shopyard")}/values.schema.json`, "utf8"));
    const values = parse(await readFile(`${chartFolder("shopyard")}/values.yaml`, "utf8"));
    const open: string[] = [];
    const compare = (path: string, node: Record<string, never>, given: unknown): void => {
      const { $ref, properties, additionalProperties, type } = (
        node.$ref ? schema.definitions[(node.$ref as string).split("/").at(-1) ?? ""] : node
      ) as { $ref?: string; properties?: Record<string, Record<string, never>> } & Record<string, unknown>;
      expect($ref).toBeUndefined();
      if (type === "object" && additionalProperties === undefined) open.push(path);
      if (properties === undefined || typeof given !== "object" || given === null) return;
      // A peer or a list of resources may be given in part.
      if (Object.keys(given).length === 0 || path.endsWith(".requests") || path.endsWith(".limits")) return;
      const known = Object.keys(properties).filter((key) => key !== "global");
      expect(Object.keys(given).sort(), path).toEqual(known.sort());
      for (const key of known)
        compare(`${path}.${key}`, properties[key] ?? {}, (given as Record<string, unknown>)[key]);
    };
    compare("", schema, values);
    expect(open).toEqual([]);
  });
});
