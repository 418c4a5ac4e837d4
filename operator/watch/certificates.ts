import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { tlsSecretOf } from "../build/tls.ts";
import { ISSUER_ANNOTATIONS } from "../config.ts";
import { type CertificateSource, judgeCertificate, type ServedCertificate } from "../diagnose/certificate.ts";
import type { Platform } from "../platform.ts";
import type { ObservedCertificate } from "../reconcile/observation.ts";

export interface CertificatesOptions {
  client: Pick<KubeClient, "get">;
  platform: Platform;
  now(): number;
}

/** Judges what a store's address answered with. */
export type JudgeCertificate = (
  store: Store,
  host: string,
  served: ServedCertificate | undefined,
  signal: AbortSignal,
) => Promise<ObservedCertificate>;

/**
 * Secrets are not watched: one is looked for, by its name and without its data, only where another certificate than a
 * store's own was answered with.
 */
export function createJudgeCertificate({ client, platform, now }: CertificatesOptions): JudgeCertificate {
  const { config } = platform;
  const issued = ISSUER_ANNOTATIONS.some((name) => name in config.INGRESS_ANNOTATIONS);

  async function sourceOf(store: Store, other: boolean, signal: AbortSignal): Promise<CertificateSource> {
    if (config.GATEWAY_PARENTS.length > 0) return { from: "gateway" };
    const name = tlsSecretOf(store, config);
    if (name === undefined) return { from: config.INGRESS_TLS === "default" ? "default" : "elsewhere" };
    const namespace = namespaceOf(store.metadata.name, config.NAMESPACE_PREFIX);
    const path = resourcePath(SECRETS, { namespace, name });
    const present = !other || (await client.get<object>(path, { metadataOnly: true, signal })) !== undefined;
    return { from: "secret", namespace, secret: name, present, issued };
  }

  return async (store, host, served, signal) => {
    const other = served === "refused" || served?.forHost === false;
    return judgeCertificate(host, served, await sourceOf(store, other, signal), now());
  };
}
