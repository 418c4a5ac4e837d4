import { join } from "node:path";
import type { Cases } from "./engine-values.ts";
import { type Manifest, render } from "./manifests.ts";
import { chartFolder } from "./tools.ts";

const TRUSTED = { auth: { trustIngress: true } };

/** The files that say what differs from cluster to cluster. */
export const CLUSTERS = ["local", "production"] as const;
export type ClusterKind = (typeof CLUSTERS)[number];
export const valuesFile = (cluster: ClusterKind): string => join(chartFolder("shopyard"), `values-${cluster}.yaml`);

export interface PlatformRelease {
  values?: object;
  cluster?: ClusterKind;
  /** Default `shopyard`. */
  release?: string;
  /** Default `shopyard-system`. */
  namespace?: string;
}

/** What helm makes of charts/shopyard, with all that the schema and the chart want to be said. */
export const renderPlatform = (options: PlatformRelease = {}): Promise<Manifest[]> => {
  const { values = {}, cluster, release = "shopyard", namespace = "shopyard-system" } = options;
  return render("shopyard", { ...TRUSTED, ...values }, release, [
    ...["--namespace", namespace],
    ...(cluster === undefined ? [] : ["--values", valuesFile(cluster)]),
  ]);
};

const off = { enabled: false };
/** As the development platform installs it: the processes run outside. */
export const RIGHTS_ALONE = { crd: { install: false }, server: off, operator: off, dashboard: off };

/** Ways to install the platform in a cluster that knows HTTPRoutes and none of the Prometheus operator's kinds. */
export const platformCases: Cases = [
  ["the chart's own defaults", {}],
  ["rights alone", RIGHTS_ALONE],
  [
    "all that may be switched on",
    {
      urlScheme: "https",
      urlPort: 8443,
      image: { registry: "registry.example.com", pullSecrets: ["mirror"] },
      server: { autoscaling: { enabled: true }, allowedOrigins: ["https://admin.example.com"] },
      operator: { replicas: 2 },
      dashboard: { replicas: 2, image: { digest: `sha256:${"a".repeat(64)}` } },
      ingress: { className: "web", tls: { enabled: true, clusterIssuer: "own" } },
      httpRoute: { enabled: true, parentRefs: [{ name: "public", namespace: "gateways", sectionName: "https" }] },
      ingressFrom: { namespace: { team: "edge" }, pod: { app: "proxy" } },
      dnsTo: { cidr: "169.254.20.10/32" },
      monitoring: { grafanaDashboard: { enabled: true } },
      priorityClass: { create: true },
      nodeSelector: { pool: "platform" },
      tolerations: [{ key: "platform", operator: "Exists", effect: "NoSchedule" }],
    },
  ],
];
