import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Socket } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import { BackendFailure } from "./backend-failure.ts";
import { createDial, type Dial, type DialOptions } from "./dial.ts";
import { page } from "./pages.ts";
import { type Backend, findBackendFor, hostName, type RouteTable } from "./routes.ts";

export interface IngressOptions extends DialOptions {
  /** The routes of this moment. */
  routes(): RouteTable;
  /** Milliseconds for a backend to begin its answer; default 120 000, as shops take long on a machine that is busy. */
  answerTimeoutMs?: number;
}

/** Of one connection only, so they are not passed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
];
export const SERVER_NAME = "shopyard-development-ingress";

/** An HTTP server that sends each request to a pod of the Service that an Ingress names for its host and path. */
export function createIngressServer(options: IngressOptions): Server {
  const via: Way = { dial: createDial(options), answerTimeoutMs: options.answerTimeoutMs ?? 120_000 };
  const server = createServer((incoming, answer) => {
    const backend = findBackendFor(options.routes(), incoming.headers.host, incoming.url ?? "/");
    if (backend === undefined) return answerUnknown(incoming, answer, options.routes());
    void forward(incoming, answer, backend, via);
  });
  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const backend = findBackendFor(options.routes(), incoming.headers.host, incoming.url ?? "/");
    if (backend === undefined)
      return endSocket(socket, 404, `No Ingress has the host ${hostName(incoming.headers.host)}.`);
    void forwardUpgrade(incoming, socket, head, backend, via);
  });
  // Uploads and streams take as long as they take.
  server.requestTimeout = 0;
  return server;
}

interface Way {
  dial: Dial;
  answerTimeoutMs: number;
}

async function forward(incoming: IncomingMessage, answer: ServerResponse, backend: Backend, via: Way): Promise<void> {
  const fail = (error: BackendFailure) => {
    incoming.unpipe();
    incoming.resume();
    if (answer.headersSent) answer.destroy();
    else send(answer, error.status, page(`${error.status} ${STATUS_CODES[error.status]}`, [error.message]));
  };
  const outgoing = await connect(incoming, backend, via, fail);
  if (outgoing === undefined) return;
  // Whoever asked may have gone meanwhile.
  if (answer.destroyed) return void outgoing.destroy();
  outgoing.on("response", (response) => {
    answer.writeHead(
      response.statusCode ?? 502,
      response.statusMessage,
      endToEnd(response.headersDistinct, response.headers),
    );
    answer.flushHeaders();
    response.pipe(answer);
    // An answer that is cut off must not look whole.
    response.on("aborted", () => answer.destroy());
    response.on("error", () => answer.destroy());
  });
  answer.on("close", () => outgoing.destroy());
  incoming.pipe(outgoing);
}

async function forwardUpgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  backend: Backend,
  via: Way,
): Promise<void> {
  socket.on("error", () => socket.destroy());
  const outgoing = await connect(incoming, backend, via, ({ status, message }) => endSocket(socket, status, message));
  if (outgoing === undefined) return;
  if (socket.destroyed) return void outgoing.destroy();
  outgoing.on("upgrade", (response, upstream, upstreamHead) => {
    socket.write(`HTTP/1.1 101 ${response.statusMessage}\r\n${rawHeaders(response)}\r\n`);
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstream.write(head);
    // Each direction ends by itself; one that breaks takes the other with it.
    pipeline(upstream, socket, ignore);
    pipeline(socket, upstream, ignore);
  });
  // The backend has no use for the upgrade and answers as to any request; the connection ends with its answer.
  outgoing.on("response", (response) => {
    socket.write(
      `HTTP/1.1 ${response.statusCode} ${response.statusMessage}\r\n${rawHeaders(response, ["connection", "transfer-encoding"])}connection: close\r\n\r\n`,
    );
    response.pipe(socket);
  });
  socket.on("close", () => outgoing.destroy());
  outgoing.end();
}

/** Opens the request to a backend; `fail` is called once at most, and before any answer. */
async function connect(
  incoming: IncomingMessage,
  backend: Backend,
  { dial, answerTimeoutMs }: Way,
  fail: (error: BackendFailure) => void,
) {
  const { service } = backend;
  let socket: Socket;
  try {
    socket = await dial(backend);
  } catch (error) {
    if (!(error instanceof BackendFailure)) throw error;
    fail(error);
    return undefined;
  }
  // No connection is kept: one that a pod closes while it ends would fail the next request on it.
  const outgoing = request({
    createConnection: () => socket,
    method: incoming.method,
    path: incoming.url,
    headers: forwardedHeaders(incoming),
    setHost: false,
  });
  const timeout = setTimeout(
    () => outgoing.destroy(new BackendFailure(504, `${service} did not answer within ${answerTimeoutMs / 1000} s.`)),
    answerTimeoutMs,
  );
  let settled = false;
  const settle = () => {
    clearTimeout(timeout);
    settled = true;
  };
  outgoing.on("response", settle);
  outgoing.on("upgrade", settle);
  outgoing.on("close", () => clearTimeout(timeout));
  outgoing.on("error", (error: NodeJS.ErrnoException) => {
    if (settled) return;
    settle();
    if (error instanceof BackendFailure) fail(error);
    else fail(new BackendFailure(502, `${service} refused or broke the connection (${error.code ?? error.message}).`));
  });
  return outgoing;
}

/** The client's headers with its Host unchanged; what it says of forwarding is replaced by what is true here. */
function forwardedHeaders(incoming: IncomingMessage): OutgoingHttpHeaders {
  const upgrade = incoming.headers.upgrade;
  const host = incoming.headers.host ?? "";
  return {
    ...endToEnd(incoming.headersDistinct, incoming.headers),
    host,
    "x-forwarded-for": incoming.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1",
    "x-forwarded-proto": schemeOf(incoming),
    "x-forwarded-host": host,
    "x-forwarded-port": String(incoming.socket.localPort ?? 80),
    ...(upgrade === undefined ? { connection: "close" } : { connection: "upgrade", upgrade }),
  };
}

const schemeOf = ({ socket }: IncomingMessage): "http" | "https" => ("encrypted" in socket ? "https" : "http");

function endToEnd(distinct: NodeJS.Dict<string[]>, headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? "").toLowerCase().split(/\s*,\s*/);
  const kept = Object.entries(distinct).filter(([name]) => !HOP_BY_HOP.includes(name) && !named.includes(name));
  return Object.fromEntries(kept.map(([name, values = []]) => [name, values.length === 1 ? values[0] : values]));
}

function rawHeaders({ rawHeaders: raw }: IncomingMessage, without: readonly string[] = []): string {
  let text = "";
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (!without.includes((raw[index] ?? "").toLowerCase())) text += `${raw[index]}: ${raw[index + 1]}\r\n`;
  }
  return text;
}

/** Both ends are told by their streams, and there is nobody else to tell. */
function ignore(): void {}

function answerUnknown(incoming: IncomingMessage, answer: ServerResponse, routes: RouteTable): void {
  const host = hostName(incoming.headers.host);
  const port = incoming.socket.localPort;
  const hosts = [...routes.keys()].filter((name) => !name.startsWith("*")).sort();
  const known = routes.has(host)
    ? `${host} has no route for this path.`
    : `No Ingress has the host ${host || "(none)"}.`;
  incoming.resume();
  send(
    answer,
    404,
    page(
      "404 Nothing here",
      [known, hosts.length === 0 ? "There is no host yet." : "There is:"],
      hosts.map((name) => `${schemeOf(incoming)}://${name}:${port}/`),
    ),
  );
}

function send(answer: ServerResponse, status: number, html: string): void {
  answer.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(html),
    "cache-control": "no-store",
    server: SERVER_NAME,
  });
  answer.end(html);
}

function endSocket(socket: Duplex, status: number, message: string): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nserver: ${SERVER_NAME}\r\ncontent-type: text/plain; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(message)}\r\nconnection: close\r\n\r\n${message}`,
  );
}
