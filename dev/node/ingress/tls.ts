/** TLS for the development ingress: on the port of HTTP, with the certificates of the Secrets that Ingresses name. */
import type { Server as HttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { createSecureContext, createServer as createTlsServer, type SecureContext, type TLSSocket } from "node:tls";
import { hostName, type Ingress } from "./routes.ts";

/** A Secret of type kubernetes.io/tls, decoded. */
export interface Certificate {
  cert: Buffer;
  key: Buffer;
}

/** A TLS record of a handshake begins with it; no HTTP method does (RFC 8446, 5.1). */
const HANDSHAKE = 0x16;

/**
 * `namespace/name` of the Secret for a host: of the first Ingress that names the host with one, or `*.example.org` for a
 * name below. Else the default's, as controllers have one for all hosts.
 */
export function certificateSecretOf(ingresses: Iterable<Ingress>, host: string, fallback: string): string {
  const name = hostName(host);
  const names = [name, name.replace(/^[^.]+/, "*")];
  for (const { metadata, spec } of ingresses) {
    for (const { hosts = [], secretName } of spec.tls ?? []) {
      if (secretName === undefined) continue;
      if (hosts.some((each) => names.includes(each.toLowerCase()))) return `${metadata.namespace}/${secretName}`;
    }
  }
  return fallback;
}

/** Listens for HTTP and for TLS alike: the first byte of a connection says which it is. */
export function withTls(http: HttpServer, find: (host: string) => Promise<Certificate | undefined>): Server {
  const tls = createTlsServer({
    ALPNProtocols: ["http/1.1"],
    SNICallback(host, answer) {
      find(host).then(
        (found) => {
          if (found === undefined) answer(new Error(`no Ingress has a certificate for ${host}`));
          else answer(null, contextOf(found));
        },
        (error: Error) => answer(error),
      );
    },
  });
  tls.on("secureConnection", (socket: TLSSocket) => http.emit("connection", socket));
  // A client that does not like the certificate; it knows why.
  tls.on("tlsClientError", (_, socket: TLSSocket) => socket.destroy());
  return createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const first = socket.read(1) as Buffer | null;
      if (first === null) {
        socket.destroy();
        return;
      }
      socket.unshift(first);
      (first[0] === HANDSHAKE ? tls : http).emit("connection", socket);
    });
  });
}

const contextOf = ({ cert, key }: Certificate): SecureContext => createSecureContext({ cert, key });
