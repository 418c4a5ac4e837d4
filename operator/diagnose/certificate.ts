/** What a visitor's browser would make of a certificate, and what to do about it. */
import type { ObservedCertificate } from "../reconcile/observation.ts";

/** What was answered with in the handshake; `refused`: nothing has a certificate for the name. */
export type ServedCertificate =
  | "refused"
  | {
      /** Hosts that it is for. */
      names: readonly string[];
      /** The one that was asked for is among them. */
      forHost: boolean;
      issuer: string;
      /** Milliseconds since the epoch. */
      from: number;
      until: number;
      /** Why nobody trusts its issuer: OpenSSL's code; undefined where it is trusted. */
      untrusted: string | undefined;
    };

/** Where the certificate of a store is to come from. */
export type CertificateSource =
  | {
      from: "secret";
      namespace: string;
      secret: string;
      /** The Secret is there. Asked only where another certificate than its own was answered with. */
      present: boolean;
      /** cert-manager is asked for it. */
      issued: boolean;
    }
  /** The ingress controller's default certificate. */
  | { from: "default" }
  /** The listener of a Gateway. */
  | { from: "gateway" }
  /** Whatever ends TLS in front of the platform. */
  | { from: "elsewhere" };

const DAY_MS = 24 * 60 * 60 * 1000;
/** Certificates are renewed with a third of their time left: with less than a quarter somebody should look. */
const RENEWED_BY = 1 / 4;
/** And for those that are valid for long, this is soon enough. */
const SOON_MS = 14 * DAY_MS;
const MOST_NAMES = 3;

/** The first that is wrong with it, in the order in which it has to be put right. `now` in milliseconds since the epoch. */
export function judgeCertificate(
  host: string,
  served: ServedCertificate | undefined,
  source: CertificateSource,
  now: number,
): ObservedCertificate {
  if (served === undefined) {
    return { reason: "Unreachable", message: "No certificate was seen: the address does not answer (see Routed)" };
  }
  const absent = source.from === "secret" && !source.present;
  if (served === "refused") {
    const missing = absent ? `Secret ${source.namespace}/${source.secret} is not there yet` : "Nothing has one";
    return { reason: "NotYetIssued", message: `There is no certificate for ${host}: ${missing}. ${advice(source)}` };
  }
  const { names, forHost, issuer, from, until, untrusted } = served;
  // Controllers answer with some other certificate where they have none for the host.
  if (!forHost) {
    const instead = `${host} is answered with a certificate for ${some(names)}`;
    if (!absent) return { reason: "WrongHost", message: `${instead}. ${advice(source)}` };
    const message = `Secret ${source.namespace}/${source.secret} is not there yet: ${instead}. ${advice(source)}`;
    return { reason: "NotYetIssued", message };
  }
  if (now >= until) return { reason: "Expired", message: `Expired on ${day(until)}. ${advice(source)}` };
  if (now < from) {
    return { reason: "NotYetValid", message: `Valid only from ${day(from)} on, or the operator's clock is slow` };
  }
  if (untrusted !== undefined) {
    const trust = "an authority of your own has to be known to the operator, too (ROUTE_CHECK_CA)";
    return {
      reason: "UntrustedIssuer",
      message: `Issued by ${issuer}, whom browsers do not trust (${untrusted}). ${advice(source)}; ${trust}`,
    };
  }
  if (until - now < Math.min(SOON_MS, (until - from) * RENEWED_BY)) {
    return { reason: "ExpiresSoon", message: `Expires on ${day(until)}, and was not renewed yet. ${advice(source)}` };
  }
  return { reason: "Valid", message: `Issued by ${issuer}, valid until ${day(until)}` };
}

/** Where to look, and what to put right there. */
function advice(source: CertificateSource): string {
  switch (source.from) {
    case "secret": {
      const { namespace, secret, issued } = source;
      return issued
        ? `cert-manager says why: kubectl -n ${namespace} describe certificate ${secret}`
        : `Put one into Secret ${secret}: kubectl -n ${namespace} describe secret ${secret}`;
    }
    case "default":
      return "Look at the default certificate of the ingress controller (INGRESS_TLS=default)";
    case "gateway":
      return "Look at the certificate of the Gateway's listener";
    case "elsewhere":
      return "Look at what ends TLS before the ingress controller (INGRESS_TLS=none)";
  }
}

const some = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "");

const day = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
