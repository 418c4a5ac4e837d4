/** A small API server behind a proxy of its own, and clients that speak HTTP/1.1 and HTTP/2 to it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ClientHttp2Session, connect } from "node:http2";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { createCertificates } from "../../../../dev/cluster/certificates.ts";
import { type FaultProxy, startFaultProxy } from "../../proxy/fault-proxy.ts";

export interface Answered {
  status: number;
  body: string;
  headers: Record<string, unknown>;
}

export interface Client {
  send(method: string, path: string, body?: object): Promise<Answered>;
  /** Lines of a watch as they come; ends when the response does, throws when it breaks. */
  lines(path: string): AsyncIterable<string>;
}

export interface TestUpstream {
  proxy: FaultProxy;
  /** What reached the API server: method, path with query, body. */
  requests: string[];
  /** Watches that are open at the API server. */
  watches: Set<ServerResponse>;
  /** Sends a line to every open watch. */
  tell(type: string, object: object): void;
  http1: Client;
  http2: Client;
}

export async function startTestUpstream(): Promise<TestUpstream> {
  const folder = mkdtempSync(join(tmpdir(), "shopyard-chaos-"));
  const { ca: caFile, serving } = await createCertificates(folder);
  const [ca, cert, key] = [caFile, serving.cert, serving.key].map((file) => readFileSync(file, "utf8")) as [
    string,
    string,
    string,
  ];
  rmSync(folder, { recursive: true });
  const requests: string[] = [];
  const watches = new Set<ServerResponse>();
  const server = createServer({ cert, key }, async (message: IncomingMessage, response: ServerResponse) => {
    const body = await text(message);
    requests.push([message.method, message.url, body].filter(Boolean).join(" "));
    response.setHeader("content-type", "application/json");
    if (message.url?.includes("watch=true")) {
      response.flushHeaders();
      watches.add(response);
      response.on("close", () => watches.delete(response));
      return;
    }
    response.end(JSON.stringify({ said: message.headers.authorization, body }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy = await startFaultProxy({
    server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca,
    certificate: { cert, key },
  });
  const sessions: ClientHttp2Session[] = [];
  onTestFinished(async () => {
    for (const session of sessions) session.destroy();
    await proxy.stop();
    server.closeAllConnections();
    server.close();
  });
  return {
    proxy,
    requests,
    watches,
    tell(type, object) {
      for (const watch of watches) watch.write(`${JSON.stringify({ type, object })}\n`);
    },
    http1: overHttp1(proxy.url, ca),
    http2: overHttp2(() => {
      const session = connect(proxy.url, { ca });
      session.on("error", () => undefined);
      sessions.push(session);
      return session;
    }),
  };
}

const HEADERS = { authorization: "Bearer token-of-the-operator", "user-agent": "test" };

function overHttp1(url: string, ca: string): Client {
  const open = (method: string, path: string, body?: object) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(new URL(path, url), { method, ca, agent: false, headers: HEADERS }, resolve);
      call.on("error", reject);
      call.end(body && JSON.stringify(body));
    });
  return {
    async send(method, path, body) {
      const response = await open(method, path, body);
      return { status: response.statusCode ?? 0, body: await text(response), headers: response.headers };
    },
    async *lines(path) {
      yield* linesOf(await open("GET", path));
    },
  };
}

function overHttp2(session: () => ClientHttp2Session): Client {
  const open = (method: string, path: string, body?: object) => {
    const stream = session().request({ ...HEADERS, ":method": method, ":path": path }, { endStream: false });
    stream.end(body && JSON.stringify(body));
    return stream;
  };
  return {
    async send(method, path, body) {
      const stream = open(method, path, body);
      const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
      stream.on("response", resolve).on("error", reject);
      stream.on("close", () => reject(new Error("closed without an answer")));
      const headers = await promise;
      return { status: Number(headers[":status"]), body: await text(stream), headers };
    },
    async *lines(path) {
      yield* linesOf(open("GET", path));
    },
  };
}

async function* linesOf(stream: AsyncIterable<unknown>): AsyncIterable<string> {
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
