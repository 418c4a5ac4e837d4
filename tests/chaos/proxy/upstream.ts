import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";

/** The API server behind the proxy, by HTTP/1.1; who asks is said by the request's own headers. */
export interface Upstream {
  send(method: string, url: string, headers: IncomingHttpHeaders, body: Buffer): Promise<UpstreamAnswer>;
  close(): void;
}

export interface UpstreamAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: IncomingMessage;
}

/** Of one connection, or HTTP/2's own; a body's length is said anew. */
const HOP = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "host", "content-length", "te"]);

export const endToEnd = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":") && !HOP.has(name)));

/** @param ca PEM */
export function createUpstream(server: string, ca: string): Upstream {
  const agent = new Agent({ keepAlive: true, ca });
  return {
    send: (method, url, headers, body) =>
      new Promise((resolve, reject) => {
        const call = request(
          new URL(url, server),
          {
            method,
            agent,
            headers: { ...endToEnd(headers), ...(body.length > 0 && { "content-length": body.length }) },
          },
          (response) =>
            resolve({ status: response.statusCode ?? 502, headers: endToEnd(response.headers), body: response }),
        );
        call.on("error", reject);
        call.end(body);
      }),
    close: () => agent.destroy(),
  };
}
