/** An API server that answers each request as the test's script says, over real HTTP. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import { createKubeClient } from "@shopyard/kube/client.ts";

export interface Request {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Answer = (request: Request, response: ServerResponse) => void;

export const json =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
  };
export const failed = (code: number, reason: string, message: string, details: object = {}): Answer =>
  json(code, { kind: "Status", status: "Failure", code, reason, message, details });

export function clientOf(server: string, user: object = {}) {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "c", server, skipTLSVerify: true }],
    users: [{ name: "u", ...user }],
    contexts: [{ name: "x", cluster: "c", user: "u" }],
    currentContext: "x",
  });
  return createKubeClient(config);
}

/** `answer` decides on each request; `requests` and `connections` are what came so far. */
export async function scriptedServer(answer: Answer) {
  const requests: Request[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((message, response) => {
    const url = new URL(message.url ?? "/", "http://localhost");
    let body = "";
    message.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    message.on("end", () => {
      const query = Object.fromEntries(url.searchParams);
      const request = { method: message.method ?? "", path: url.pathname, query, headers: message.headers, body };
      requests.push(request);
      answer(request, response);
    });
  });
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    connections: () => connections,
    client: clientOf(url),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
