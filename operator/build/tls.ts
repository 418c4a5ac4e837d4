import type { Config } from "../config.ts";

/** The Secret with the certificate of a store's Ingress, in the store's namespace; undefined where it names none. */
export const tlsSecretOf = (
  { metadata }: { metadata: { name: string } },
  { INGRESS_TLS, INGRESS_TLS_SECRET }: Pick<Config, "INGRESS_TLS" | "INGRESS_TLS_SECRET">,
): string | undefined =>
  INGRESS_TLS === "secret" ? INGRESS_TLS_SECRET.replaceAll("{name}", metadata.name) : undefined;
