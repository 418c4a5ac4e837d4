/**
 * Stands between the operator with its helm and the API server, sees every request, and makes what an interceptor asks
 * for happen to it.
 *
 *   operator (HTTP/1.1) --+                       +--> interceptor
 *                         +--> TCP front --> TLS ends here --> API server (HTTP/1.1)
 *   helm (HTTP/2) --------+    freeze, cut all    write by write, event by event
 */
import { once } from "node:events";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as elapsed } from "node:timers/promises";
import { type Interceptor, PASS_ALL, type WriteVerdict } from "./interceptor.ts";
import { type Answer, RETRY_AFTER, statusOf } from "./kube-status.ts";
import { startTcpFront } from "./tcp-front.ts";
import { createUpstream, type UpstreamAnswer } from "./upstream.ts";
import { WatchStream } from "./watch-stream.ts";
import { readWrite } from "./write.ts";

export interface FaultProxyOptions {
  /** The API server's address. */
  server: string;
  /** Its authority, PEM. */
  ca: string;
  /** What the proxy serves with, PEM. */
  certificate: { cert: string; key: string };
}

export interface FaultProxy {
  /** `https://127.0.0.1:<port>`. */
  url: string;
  /** From now on this one sees everything, open watches included; undefined: nobody does. */
  use(interceptor: Interceptor | undefined): void;
  /** Nothing passes for so many milliseconds; then what waited does. */
  freeze(milliseconds: number): Promise<void>;
  cutAll(): void;
  /** Every open watch is told 410 and ends. */
  expireWatches(): void;
  stop(): Promise<void>;
}

export async function startFaultProxy({ server, ca, certificate }: FaultProxyOptions): Promise<FaultProxy> {
  const upstream = createUpstream(server, ca);
  const watches = new Set<WatchStream>();
  const stopping = new AbortController();
  let interceptor = PASS_ALL;
  const tls = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
    response.on("error", () => undefined);
    handle(request, response).catch(() => breakConnection(request));
  });
  tls.on("sessionError", () => undefined);
  tls.listen(0, "127.0.0.1");
  await once(tls, "listening");
  const front = await startTcpFront((tls.address() as AddressInfo).port);

  async function handle(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const { method, url, headers } = request;
    const body = await buffer(request);
    const write = readWrite(method, url, body.toString(), headers, request.httpVersion);
    const verdict: WriteVerdict = write === undefined ? { do: "forward" } : await interceptor.write(write);
    if (verdict.do === "cut") return breakConnection(request);
    if (verdict.do === "answer") return answer(response, verdict.status);
    const { pathname, searchParams } = new URL(url, server);
    const watching = method === "GET" && ["true", "1"].includes(searchParams.get("watch") ?? "");
    if (watching) delete headers["accept-encoding"];
    const answered = await upstream.send(method, url, headers, body);
    if (watching && answered.status === 200) return passWatch(pathname, request, response, answered);
    const whole = await buffer(answered.body);
    if ((await verdict.answered?.()) === "drop") return breakConnection(request);
    if (method === "GET" && answered.status === 200) interceptor.listed(pathname);
    if (response.destroyed) return;
    response.writeHead(answered.status, { ...answered.headers, "content-length": whole.length });
    response.end(whole);
  }

  function passWatch(
    path: string,
    request: Http2ServerRequest,
    response: Http2ServerResponse,
    { status, headers, body }: UpstreamAnswer,
  ): void {
    const stream = new WatchStream(
      path,
      {
        write: (line) => void response.write(line),
        end: () => response.end(),
        cut: () => breakConnection(request),
      },
      (event) => interceptor.event(event),
    );
    watches.add(stream);
    response.on("close", () => {
      watches.delete(stream);
      body.destroy();
    });
    response.writeHead(status, headers);
    // The first event may be long in coming, and the watcher wants to know that it is heard.
    (response as { flushHeaders?(): void }).flushHeaders?.();
    body.setEncoding("utf8");
    body.on("data", (chunk: string) => stream.take(chunk));
    body.on("end", () => stream.end());
    body.on("error", () => stream.cut());
  }

  return {
    url: `https://127.0.0.1:${front.port}`,
    use(next) {
      interceptor = next ?? PASS_ALL;
    },
    async freeze(milliseconds) {
      front.freeze();
      try {
        await elapsed(milliseconds, stopping.signal);
      } finally {
        front.thaw();
      }
    },
    cutAll: () => front.cutAll(),
    expireWatches() {
      for (const watch of watches) watch.expire();
    },
    async stop() {
      stopping.abort();
      await front.stop();
      upstream.close();
      tls.close();
    },
  };
}

function answer(response: Http2ServerResponse, status: Answer): void {
  const body = JSON.stringify(statusOf(status));
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...(status === 429 && { "retry-after": String(RETRY_AFTER) }),
  });
  response.end(body);
}

function breakConnection(request: Http2ServerRequest): void {
  if (request.httpVersionMajor === 2) request.stream.session?.destroy();
  else request.socket.destroy();
}
