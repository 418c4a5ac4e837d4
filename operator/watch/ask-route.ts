import type { X509Certificate } from "node:crypto";
import { lookup } from "node:dns";
import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { createSecureContext, getCACertificates, type SecureContext, type TLSSocket } from "node:tls";
import type { ServedCertificate } from "../diagnose/certificate.ts";

/** What an address answered, and with which certificate. */
export interface RouteAnswer {
  answers: boolean;
  /** For people: what answered, or why nothing did. */
  detail: string;
  /** Undefined where no handshake came to anything, and without TLS. */
  served: ServedCertificate | undefined;
}

/**
 * Alerts of servers that have no certificate for the name that they are asked by: handshake failure, internal error,
 * unrecognized name (RFC 8446, 6). In the words of OpenSSL, since Node has no code for all of them.
 */
const NO_CERTIFICATE = /SSL alert number (40|80|112)\b/;
/** Milliseconds that an answer may take. */
const TIMEOUT_MS = 5_000;
/** Of a name in a certificate. */
const MOST_CHARACTERS = 100;

export type AskRoute = (url: string, signal: AbortSignal) => Promise<RouteAnswer>;

export interface AskRouteOptions {
  /** Where stores' addresses are asked, with their names; undefined: where their names lead. */
  via?: { host: string; port: number } | undefined;
  /** Authorities, in PEM, that are trusted beside those of Node. */
  authorities?: readonly string[] | undefined;
}

/** Names below `localhost` are loopback by definition (RFC 6761, 6.3), whatever this machine's resolver knows of them. */
const lookupLocalhost: LookupFunction = (hostname, options, callback) =>
  lookup(/(^|\.)localhost$/.test(hostname) ? "localhost" : hostname, options, callback);

/**
 * A GET of `/` as a visitor sends it, whose body nobody reads and whose redirects nobody follows. Whether it answers and
 * whether a browser would trust the certificate are two facts: the certificate is judged, not insisted on.
 */
export function createAskRoute({ via, authorities }: AskRouteOptions = {}): AskRoute {
  // Made once: all authorities together take milliseconds to read.
  const secureContext = authorities && createSecureContext({ ca: [...getCACertificates("default"), ...authorities] });
  return (url, signal) =>
    ask(url, { via, secureContext, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
}

interface Way {
  via: AskRouteOptions["via"];
  secureContext: SecureContext | undefined;
  signal: AbortSignal;
}

function ask(url: string, { via, secureContext, signal }: Way): Promise<RouteAnswer> {
  const { protocol, hostname, host } = new URL(url);
  const named = isIP(hostname) === 0;
  const there = {
    ...(named && { lookup: lookupLocalhost }),
    // The name stays what it is about: in the header, in the handshake, and in the certificate.
    ...(via !== undefined && {
      ...{ hostname: via.host, port: via.port, lookup, headers: { host } },
      ...(named && { servername: hostname }),
    }),
  };
  const secure = { rejectUnauthorized: false, ...(secureContext && { secureContext }) };
  let served: ServedCertificate | undefined;
  return new Promise((resolve) => {
    const request =
      protocol === "https:"
        ? getHttps(url, { signal, agent: false, ...there, ...secure })
        : getHttp(url, { signal, agent: false, ...there });
    request.on("socket", (socket) => {
      socket.once("secureConnect", () => {
        served = certificateOf(socket as TLSSocket, hostname);
      });
    });
    request.on("response", (response) => {
      const { statusCode = 0 } = response;
      response.destroy();
      const answers = statusCode >= 200 && statusCode < 400;
      resolve({ answers, detail: answers ? `${url} answers` : `${url} answers with HTTP ${statusCode}`, served });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const why = signal.aborted ? `no answer in ${TIMEOUT_MS / 1000} s` : (error.code ?? error.message);
      if (NO_CERTIFICATE.test(error.message)) served ??= "refused";
      resolve({ answers: false, detail: `${url} does not answer: ${why}`, served });
    });
  });
}

function certificateOf(socket: TLSSocket, hostname: string): ServedCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const { subjectAltName = "", issuer, subject, validFromDate, validToDate } = certificate;
  const names = subjectAltName.split(", ").flatMap((name) => legible(name.replace(/^(DNS|IP Address):/, "")) || []);
  return {
    names: names.length > 0 ? names : [field(subject, "CN") ?? "nobody"],
    // Browsers look at no subject any more.
    forHost: isOf(certificate, hostname),
    issuer: [field(issuer, "CN"), field(issuer, "O")].filter((part) => part !== undefined).join(" of ") || "nobody",
    from: validFromDate.getTime(),
    until: validToDate.getTime(),
    untrusted: untrustedBy(socket),
  };
}

const isOf = (certificate: X509Certificate, host: string): boolean =>
  (isIP(host) === 0 ? certificate.checkHost(host, { subject: "never" }) : certificate.checkIP(host)) !== undefined;

/** One attribute of a name as X509Certificate writes it: a line each. */
function field(name: string, attribute: string): string | undefined {
  const line = name.split("\n").find((each) => each.startsWith(`${attribute}=`));
  return line && legible(line.slice(attribute.length + 1));
}

/** Whoever answers chose the text, and people will read it. */
const legible = (text: string): string => text.replace(/\p{C}/gu, "?").slice(0, MOST_CHARACTERS);

/** Why its chain leads to nobody who is trusted; names and dates are looked at apart. */
function untrustedBy({ authorized, authorizationError }: TLSSocket): string | undefined {
  if (authorized) return undefined;
  // An Error by its type, and a code or an Error with one in fact.
  const error: unknown = authorizationError;
  const code = typeof error === "string" ? error : ((error as NodeJS.ErrnoException | null)?.code ?? "UNKNOWN");
  return code === "ERR_TLS_CERT_ALTNAME_INVALID" ? undefined : code;
}
