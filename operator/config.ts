import { X509Certificate } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LIMITS, SALE_MODES } from "@shopyard/crds/constants.ts";
import { z } from "zod";

const root = fileURLToPath(new URL("..", import.meta.url));

const integer = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const json = <T extends z.ZodType>(schema: T, fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "must be JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);

const image = z.strictObject({
  repository: z.string().min(1).optional(),
  tag: z.string().optional(),
  digest: z.string().optional(),
});
const selector = z
  .strictObject({
    namespace: z.record(z.string(), z.string()).optional(),
    pod: z.record(z.string(), z.string()).optional(),
    cidr: z.string().optional(),
  })
  // Kubernetes refuses a peer that says nothing, and one that says both.
  .refine(({ namespace, pod, cidr }) => (namespace ?? pod) !== undefined || cidr !== undefined, "must name a peer")
  .refine(
    ({ namespace, pod, cidr }) => (namespace ?? pod) === undefined || cidr === undefined,
    "must be labels or cidr",
  );
const gatewayParent = z.strictObject({
  name: z.string().min(1),
  namespace: z.string().min(1).optional(),
  sectionName: z.string().min(1).optional(),
  port: z.number().int().min(1).max(65535).optional(),
});
const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
};
const hostAndPort = z
  .string()
  .regex(/^[^\s/:]+:\d+$/, "must be host:port")
  .transform((text) => {
    const [host = "", port] = text.split(":");
    return { host, port: Number(port) };
  });
/** With these annotations cert-manager makes a certificate for each Ingress, in the Secret that the Ingress names. */
export const ISSUER_ANNOTATIONS = [
  "cert-manager.io/cluster-issuer",
  "cert-manager.io/issuer",
  "kubernetes.io/tls-acme",
] as const;
/** Where the certificate of a store's Ingress comes from. */
const INGRESS_TLS_MODES = ["none", "secret", "default"] as const;
const certificates = z
  .string()
  .transform((text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [])
  .refine((found) => found.length > 0 && found.every(isCertificate), "must be certificates in PEM");
const dnsLabel = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "must be a DNS label");

/** Every setting: environment variable, what it is, and its default. `--help` prints this table. */
const SETTINGS = {
  STORES_NAMESPACE: { schema: dnsLabel.default("shopyard-stores"), help: "namespace that holds the Stores" },
  SYSTEM_NAMESPACE: { schema: dnsLabel.default("shopyard-system"), help: "namespace of the platform itself" },
  NAMESPACE_PREFIX: {
    schema: z
      .string()
      .regex(/^[a-z][-a-z0-9]*$/, "must start like a DNS label")
      .max(63 - LIMITS.name)
      .default("shop-"),
    help: "put before a store's name to name its namespace",
  },
  OPERATOR_SERVICE_ACCOUNT: { schema: dnsLabel.default("shopyard-operator"), help: "bound in each store's namespace" },
  STORE_CLUSTER_ROLE: {
    schema: dnsLabel.default("shopyard-store"),
    help: "ClusterRole with what it may do inside a store's namespace",
  },
  BASE_DOMAIN: {
    schema: z
      .string()
      .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, "must be a lower-case DNS name")
      .max(LIMITS.host - LIMITS.name - 1)
      .default("localhost"),
    help: "stores answer on <name>.<this>",
  },
  URL_SCHEME: { schema: z.enum(["http", "https"]).default("http"), help: "http or https" },
  URL_PORT: { schema: z.coerce.number().int().min(1).max(65535).optional(), help: "port in store URLs, where unusual" },
  STORAGE_CLASS: { schema: z.string().default(""), help: "for all volumes; the cluster's default where empty" },
  IMAGE_REGISTRY: { schema: z.string().default(""), help: "put before every image" },
  IMAGE_PULL_SECRETS: { schema: json(z.array(z.string()), "[]"), help: "JSON list of pull secret names" },
  ENGINES: {
    schema: z
      .string()
      .default("")
      .transform((text) => text.split(",").map((name) => name.trim()))
      .transform((names) => names.filter((name) => name !== "")),
    help: "engines offered, separated by commas; all of them where empty",
  },
  ENGINE_IMAGES: {
    schema: json(z.record(z.string(), z.record(z.string(), image)), "{}"),
    help: "JSON {engine: {component: {repository, tag, digest}}}, over the engines' own",
  },
  INGRESS_CLASS: { schema: z.string().default(""), help: "ingress class; the cluster's default where empty" },
  INGRESS_ANNOTATIONS: { schema: json(z.record(z.string(), z.string()), "{}"), help: "JSON, on every Ingress" },
  INGRESS_TLS: {
    schema: z.enum(INGRESS_TLS_MODES).default("none"),
    help: "certificate of stores' Ingresses: none, secret (INGRESS_TLS_SECRET) or default (the controller's own)",
  },
  INGRESS_TLS_SECRET: {
    schema: z.string().default(""),
    help: "Secret in the store's namespace, {name} is the store's; for INGRESS_TLS=secret",
  },
  GATEWAY_PARENTS: {
    schema: json(z.array(gatewayParent), "[]"),
    help: "JSON list of Gateways {name, namespace, sectionName, port}: HTTPRoutes instead of Ingresses",
  },
  INGRESS_FROM: {
    schema: json(selector, '{"namespace":{"kubernetes.io/metadata.name":"ingress"}}'),
    help: "JSON {namespace, pod, cidr}: who may reach shops from outside",
  },
  DNS_TO: {
    schema: json(selector, '{"namespace":{"kubernetes.io/metadata.name":"kube-system"}}'),
    help: "JSON {namespace, pod, cidr}: where names are resolved",
  },
  SALE_PROBE: {
    schema: z.enum([...SALE_MODES, "none"]).default("order"),
    help: "order, browse or none: how far somebody buys in a store before it is Ready",
  },
  MIGRATION_COPY: {
    schema: z.enum(["required", "none"]).default("required"),
    help: "required: a shop's data is copied before another version migrates it; none: no copy, and no way back after",
  },
  ROUTE_CHECK_SECONDS: {
    schema: integer(1, 86_400, 300),
    help: "between looks at a store's public address; while it does not answer, at most 10",
  },
  ROUTE_CHECK_VIA: {
    schema: hostAndPort.optional(),
    help: "host:port of the ingress controller: stores' addresses are asked there, not where their names lead",
  },
  ROUTE_CHECK_CA: {
    schema: certificates.optional(),
    help: "PEM certificates of authorities that are trusted beside the public ones when stores' addresses are asked",
  },
  DRIFT_CHECK_SECONDS: {
    schema: integer(1, 86_400, 3600),
    help: "between looks at a store's objects for what was changed by hand; sooner where a part goes missing",
  },
  SIMULATED: { schema: flag.default(false), help: "true where pods are simulated: stores say that they sell nothing" },
  MAX_CONCURRENT_PROVISIONS: { schema: integer(1, 1000, 2), help: "stores provisioned at once; the rest wait" },
  MAX_PROVISION_SECONDS: { schema: integer(1, 86_400, 900), help: "in a slot, then the store is Failed" },
  MAX_ATTEMPTS: { schema: integer(1, 100, 3), help: "failed attempts, then the store is Failed" },
  BACKOFF_SECONDS: { schema: integer(1, 3600, 10), help: "before the second attempt; doubles each time" },
  HELM_TIMEOUT_SECONDS: { schema: integer(1, 3600, 120), help: "for one run of helm" },
  HELM: { schema: z.string().default("helm"), help: "the helm v4 binary" },
  CHARTS_DIR: { schema: z.string().default(resolve(root, "charts")), help: "folder of the engines' charts" },
  LEASE_SECONDS: {
    schema: integer(3, 3600, 15),
    help: "without a renewal of its lease, then another operator leads; helm is ended after two thirds of it",
  },
  WORKERS: { schema: integer(1, 100, 8), help: "stores reconciled at once, those whose helm runs apart" },
  HOST: { schema: z.string().default("127.0.0.1"), help: "address for /healthz /readyz /metrics" },
  PORT: { schema: z.coerce.number().int().min(0).max(65535).default(8081), help: "port of the same; 0 picks one" },
  LOG_LEVEL: {
    schema: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
    help: "how much to log",
  },
  KUBE_CONTEXT: { schema: z.string().optional(), help: "context of the kubeconfig; the current one where empty" },
} as const;

type Settings = typeof SETTINGS;
/** Typed settings, named as their environment variables. */
export type Config = { readonly [K in keyof Settings]: z.output<Settings[K]["schema"]> };
export type NetworkPeer = z.output<typeof selector>;

export class ConfigError extends Error {
  override name = "ConfigError";
}

/** @throws ConfigError with one line a variable: its name, what was got, what is allowed. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const entries = Object.entries(SETTINGS).map(([name, { schema }]) => {
    const raw = env[name] === "" ? undefined : env[name];
    const result = schema.safeParse(raw);
    if (result.success) return [name, result.data];
    problems.push(`${name}=${JSON.stringify(raw)}: ${result.error.issues.map((issue) => issue.message).join("; ")}`);
    return [name, undefined];
  });
  const settings = Object.fromEntries(entries) as Config;
  // Of settings that are right by themselves.
  if (problems.length === 0) problems.push(...tlsProblems(settings));
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return settings;
}

/** What of the settings of TLS does not go together. */
function tlsProblems(settings: Config): string[] {
  const { INGRESS_TLS, INGRESS_TLS_SECRET, INGRESS_ANNOTATIONS, GATEWAY_PARENTS, URL_SCHEME } = settings;
  const tls = `INGRESS_TLS="${INGRESS_TLS}"`;
  const secret = `INGRESS_TLS_SECRET="${INGRESS_TLS_SECRET}"`;
  const problems: string[] = [];
  if (INGRESS_TLS !== "secret" && INGRESS_TLS_SECRET !== "") {
    problems.push(`${secret}: is used with INGRESS_TLS=secret alone; leave it empty, or set that`);
  }
  if (INGRESS_TLS === "none") return problems;
  if (GATEWAY_PARENTS.length > 0) {
    problems.push(`${tls}: with GATEWAY_PARENTS, TLS is the Gateway listener's; set none`);
  }
  if (URL_SCHEME !== "https") problems.push(`${tls}: needs URL_SCHEME=https`);
  if (INGRESS_TLS === "secret" && INGRESS_TLS_SECRET === "") {
    problems.push(`${tls}: needs INGRESS_TLS_SECRET, the Secret's name in a store's namespace, such as {name}-tls`);
  }
  const issuer = ISSUER_ANNOTATIONS.find((name) => name in INGRESS_ANNOTATIONS);
  if (INGRESS_TLS === "default" && issuer !== undefined) {
    problems.push(
      `${tls}: INGRESS_ANNOTATIONS has ${issuer}, which asks for a certificate a store; take it away, or set secret`,
    );
  }
  return problems;
}

/** The table that `--help` prints. */
export function configHelp(): string {
  return Object.entries(SETTINGS)
    .map(([name, { schema, help }]) => {
      const fallback = schema.safeParse(undefined);
      const shown =
        fallback.success && fallback.data !== undefined && name !== "CHARTS_DIR"
          ? ` [${JSON.stringify(fallback.data)}]`
          : "";
      return `  ${name.padEnd(28)}${help}${shown}`;
    })
    .join("\n");
}
