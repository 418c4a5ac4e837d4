import { once } from "node:events";
import { createServer, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { issueServing } from "../../dev/cluster/certificates.ts";
import { certificateSecretOf, withTls } from "../../dev/node/ingress/tls.ts";

/** A port that answers with what it was asked, over TLS for shop.localhost alone. */
async function listening(): Promise<{ port: number; ca: string }> {
  const http = createServer(async (incoming, answer) => {
    let length = 0;
    for await (const chunk of incoming) length += (chunk as Buffer).length;
    answer.end(JSON.stringify({ encrypted: "encrypted" in incoming.socket, host: incoming.headers.host, length }));
  });
  const { ca, cert, key } = await issueServing(["shop.localhost"]);
  const found = { cert: Buffer.from(cert), key: Buffer.from(key) };
  const server = withTls(http, async (host) => (host === "shop.localhost" ? found : undefined));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, ca };
}

async function ask(send: typeof requestHttp, options: object, body: string) {
  const call = send({ host: "127.0.0.1", agent: false, method: "POST", ...options });
  call.end(body);
  const [response] = (await once(call, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return JSON.parse(text) as object;
}

test("one port takes HTTP and TLS, the latter with the certificate of the name that is asked for", async () => {
  const { port, ca } = await listening();
  const body = "x".repeat(300_000);
  const headers = { host: `shop.localhost:${port}` };
  expect(await ask(requestHttp, { port, headers }, body)).toMatchObject({ encrypted: false, length: 300_000 });
  const tls = { port, headers, servername: "shop.localhost", ca };
  expect(await ask(requestHttps as typeof requestHttp, tls, body)).toMatchObject({ encrypted: true, length: 300_000 });
  const other = { ...tls, servername: "other.localhost" };
  await expect(ask(requestHttps as typeof requestHttp, other, body)).rejects.toThrow();
});

test("a host's certificate is that of the first Ingress that names it with one, or the names above it, else the default", () => {
  const ingress = (namespace: string, tls: { hosts?: string[]; secretName?: string }[]) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "web", namespace, uid: "1" },
    spec: { tls },
  });
  const ingresses = [
    ingress("plain", []),
    ingress("shop", [{ hosts: ["Shop.localhost"], secretName: "shop-tls" }]),
    ingress("all", [{ hosts: ["*.localhost"], secretName: "wild" }, { hosts: ["bare.example.com"] }]),
  ];
  const secretOf = (host: string) => certificateSecretOf(ingresses, host, "kube-system/default");
  expect(secretOf("shop.localhost")).toBe("shop/shop-tls");
  expect(secretOf("tea.localhost")).toBe("all/wild");
  expect(secretOf("bare.example.com")).toBe("kube-system/default");
  expect(secretOf("unknown.example.com")).toBe("kube-system/default");
});
