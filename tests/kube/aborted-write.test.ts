/** A write that is given up at once, against a server that offers HTTP/2 as the Kubernetes API does. */
import { once } from "node:events";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import { createKubeClient } from "@shopyard/kube/client.ts";
import { expect, onTestFinished, test } from "vitest";
import { createServingAuthority } from "../../dev/cluster/certificates.ts";

const MOMENTS: ((abort: () => void) => void)[] = [
  (abort) => queueMicrotask(abort),
  (abort) => process.nextTick(abort),
  (abort) => setImmediate(abort),
  (abort) => setTimeout(abort, 0),
  (abort) => setTimeout(abort, 3),
];

async function serve() {
  const authority = await createServingAuthority();
  const { cert, key } = await authority.issue(["localhost"]);
  const asked: string[] = [];
  const answer = (request: Http2ServerRequest, response: Http2ServerResponse) => {
    asked.push(`${request.method} over HTTP/${request.httpVersion}`);
    request.on("error", () => undefined).resume();
    response.on("error", () => undefined).writeHead(200, { "content-type": "application/json" });
    response.end("{}");
  };
  const server = createSecureServer({ cert, key, allowHTTP1: true }, answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const config = new KubeConfig();
  const address = `https://localhost:${(server.address() as AddressInfo).port}`;
  const caData = Buffer.from(authority.ca).toString("base64");
  config.loadFromClusterAndUser({ name: "test", server: address, skipTLSVerify: false, caData }, { name: "test" });
  return { client: createKubeClient(config), asked };
}

test("ends, and what comes after it is answered", async () => {
  const { client, asked } = await serve();
  await client.get("/version");
  // Over HTTP/2 the rest would not come to an end, nor to a time-out: the event loop stands still.
  expect(asked).toEqual(["GET over HTTP/1.1"]);
  const body = { data: "x".repeat(2_000) };
  for (let at = 0; at < 200; at += 1) {
    const abort = new AbortController();
    const write = client.replace("/x", body, { signal: abort.signal }).catch((error: unknown) => error);
    MOMENTS[at % MOMENTS.length]?.(() => abort.abort());
    await write;
  }
  expect(await client.create("/x", body)).toEqual({});
});
