import { createHash } from "node:crypto";
import { LABELS } from "@shopyard/crds/constants.ts";
import { credentialsSecretOf, hostOf, type Store } from "@shopyard/crds/store.ts";
import type { Engine } from "../engines/engine.ts";
import type { ChartInfo, Platform } from "../platform.ts";
import { imagesOf } from "./images.ts";
import { storeLabels } from "./labels.ts";
import { tlsSecretOf } from "./tls.ts";

/** The one values file that helm gets. Secrets appear by name only. */
export function buildValues(store: Store, engine: Engine, version: string, platform: Platform) {
  const { config } = platform;
  const plan = engine.sizes[store.spec.size ?? "small"];
  const host = hostOf(store, config.BASE_DOMAIN);
  return {
    store: {
      name: store.metadata.name,
      displayName: store.spec.displayName || store.metadata.name,
      host,
      scheme: config.URL_SCHEME,
      port: config.URL_PORT ?? null,
      adminEmail: adminEmailOf(store, host),
    },
    labels: storeLabels(store, platform),
    credentials: { secretName: credentialsSecretOf(store.metadata.name) },
    image: { registry: config.IMAGE_REGISTRY, pullPolicy: "IfNotPresent", pullSecrets: config.IMAGE_PULL_SECRETS },
    images: imagesOf(engine, version, platform),
    replicas: plan.replicas,
    suspended: store.spec.suspended ?? false,
    storage: { className: config.STORAGE_CLASS, ...plan.storage },
    resources: plan.resources,
    ingress: {
      enabled: config.GATEWAY_PARENTS.length === 0,
      className: config.INGRESS_CLASS,
      annotations: config.INGRESS_ANNOTATIONS,
      tls: {
        enabled: config.INGRESS_TLS !== "none",
        secretName: tlsSecretOf(store, config) ?? "",
      },
    },
    httpRoute: { enabled: config.GATEWAY_PARENTS.length > 0, parentRefs: config.GATEWAY_PARENTS },
    ...engine.extraValues?.(plan),
  };
}

/** The first administrator's sign-in name. */
export const adminEmailOf = (store: Store, host: string): string =>
  store.spec.adminEmail || `admin@${host.includes(".") ? host : `${host}.local`}`;

/** 40 hex digits over the chart's files and the values: equal digests need no helm. */
export const digestOf = (chart: ChartInfo, values: object): string =>
  createHash("sha256").update(chart.digest).update(canonicalJson(values)).digest("hex").slice(0, 40);

/** The values with the digest on every object, so that a stale cache cannot pass for a finished roll-out. */
export const withDigest = (values: object, digest: string) => ({ ...values, annotations: { [LABELS.digest]: digest } });

/** JSON with sorted keys: the same value always gives the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
