import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createIngressServer, type IngressOptions } from "../../dev/node/ingress/proxy.ts";
import type { Backend, RouteTable } from "../../dev/node/ingress/routes.ts";

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return portOf(server);
}

const upstream = async (listener: RequestListener) => {
  const server = createServer(listener);
  return { server, port: await listening(server) };
};

/** An ingress whose host shop.localhost goes to that backend; returns its port. */
function ingressTo(backend: Partial<Backend>, options: Partial<IngressOptions> = {}): Promise<number> {
  const routes: RouteTable = new Map([
    ["shop.localhost", [{ path: "/", exact: false, backend: { service: "shop/web:80", targets: [], ...backend } }]],
  ]);
  return listening(createIngressServer({ routes: () => routes, ...options }));
}

const at = (...ports: number[]) => ({ targets: ports.map((port) => ({ address: "127.0.0.1", port })) });

async function ask(
  port: number,
  options: { path?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { body, headers, ...rest } = options;
  const call = request({
    port,
    host: "127.0.0.1",
    headers: { host: `shop.localhost:${port}`, ...headers },
    agent: false,
    ...rest,
  });
  call.end(body);
  const [response] = (await once(call, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

test("a request arrives as it was sent, with its own Host and with the truth about who forwarded it", async () => {
  const { port } = await upstream(async (incoming, answer) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    answer.setHeader("set-cookie", ["a=1", "b=2"]);
    answer.statusCode = 201;
    answer.end(JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.headers, body }));
  });
  const ingress = await ingressTo(at(port));
  const { status, headers, text } = await ask(ingress, {
    method: "POST",
    path: "/store/carts?x=%2F",
    headers: {
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-proto": "https",
      "x-trace": "7",
      connection: "x-hop",
      "x-hop": "1",
    },
    body: "a body",
  });
  expect(status).toBe(201);
  expect(headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  const seen = JSON.parse(text);
  expect(seen).toMatchObject({ method: "POST", url: "/store/carts?x=%2F", body: "a body" });
  expect(seen.headers).toMatchObject({
    host: `shop.localhost:${ingress}`,
    "x-trace": "7",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "http",
    "x-forwarded-host": `shop.localhost:${ingress}`,
    "x-forwarded-port": String(ingress),
  });
  expect(seen.headers["x-hop"]).toBeUndefined();
});

test("an answer is passed on while it is being written", async () => {
  let more = () => {};
  const { port } = await upstream((_, answer) => {
    answer.write("first");
    more = () => answer.end(" second");
  });
  const call = request({
    port: await ingressTo(at(port)),
    host: "127.0.0.1",
    headers: { host: "shop.localhost" },
    agent: false,
  });
  call.end();
  const [response] = (await once(call, "response")) as [IncomingMessage];
  response.setEncoding("utf8");
  const [chunk] = await once(response, "data");
  expect(chunk).toBe("first");
  more();
  const [rest] = await once(response, "data");
  expect(rest).toBe(" second");
});

test("an answer that its backend cuts off doesn't look whole", async () => {
  const { port } = await upstream((_, answer) => {
    answer.write("half");
    setImmediate(() => answer.destroy());
  });
  const ingress = await ingressTo(at(port));
  await expect(ask(ingress)).rejects.toThrow();
});

test("the address that a backend sees is the one that was given", async () => {
  const { port } = await upstream((incoming, answer) => void answer.end(incoming.socket.remoteAddress));
  const { text } = await ask(await ingressTo(at(port), { localAddress: "127.0.0.9" }));
  expect(text).toBe("127.0.0.9");
});

test("an unknown host is told which there are, and a name from a request is no markup", async () => {
  const ingress = await ingressTo({});
  const { status, headers, text } = await ask(ingress, { headers: { host: "<b>.localhost" } });
  expect(status).toBe(404);
  expect(headers.server).toBe("shopyard-development-ingress");
  expect(text).toContain(`http://shop.localhost:${ingress}/`);
  expect(text).toContain("&lt;b&gt;.localhost");
  expect(text).toContain("development ingress");
});

test("a backend that can't be had is named: no such Service, nobody listens, no answer in time", async () => {
  const absent = await ask(await ingressTo({ problem: "there is no such Service" }));
  expect(absent.status).toBe(502);
  expect(absent.text).toContain("shop/web:80: there is no such Service");
  const gone = await upstream(() => {});
  gone.server.close();
  const refused = await ask(await ingressTo(at(gone.port)));
  expect(refused.status).toBe(502);
  expect(refused.text).toContain("shop/web:80 refused or broke the connection (ECONNREFUSED)");
  const silent = await upstream(() => {});
  const late = await ask(await ingressTo(at(silent.port), { answerTimeoutMs: 50 }));
  expect(late.status).toBe(504);
  expect(late.text).toContain("shop/web:80 did not answer within 0.05 s");
});

test("a pod that takes no connection is passed over: a request and its body arrive at the next", async () => {
  const gone = await upstream(() => {});
  gone.server.close();
  const { port } = await upstream(async (incoming, answer) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    answer.end(body);
  });
  const ingress = await ingressTo(at(gone.port, port));
  for (const body of ["one", "two", "three"]) {
    expect(await ask(ingress, { method: "POST", body })).toMatchObject({ status: 200, text: body });
  }
});

test("pods are taken in turn", async () => {
  const [a, b] = await Promise.all(["a", "b"].map((name) => upstream((_, answer) => void answer.end(name))));
  const ingress = await ingressTo(at(a?.port ?? 0, b?.port ?? 0));
  const answers = [await ask(ingress), await ask(ingress), await ask(ingress)].map(({ text }) => text);
  expect(answers).toEqual(["a", "b", "a"]);
});

test.each([
  ["is tried last for a while, so that it holds nobody up", 60_000, ["b", "b", "b"]],
  ["gets its turn again after that", 0, ["b", "b", "a"]],
])("a pod that took no connection %s", async (_, avoidMs, expected) => {
  const b = await upstream((_, answer) => void answer.end("b"));
  const a = await upstream((_, answer) => void answer.end("a"));
  a.server.close();
  const ingress = await ingressTo(at(a.port, b.port), { avoidMs });
  const answers = [(await ask(ingress)).text, (await ask(ingress)).text];
  a.server.listen(a.port, "127.0.0.1");
  await once(a.server, "listening");
  expect([...answers, (await ask(ingress)).text]).toEqual(expected);
});

async function upgrade(port: number, host = "shop.localhost") {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.setEncoding("utf8");
  socket.write(`GET /live HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  const [head] = (await once(socket, "data")) as [string];
  return { socket, head };
}

test("a WebSocket goes through in both directions and ends on both sides", async () => {
  const { server, port } = await upstream(() => {});
  const closed = Promise.withResolvers<void>();
  server.on("upgrade", (incoming, socket) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${incoming.headers.upgrade}\r\nX-Host: ${incoming.headers.host}\r\n\r\n`,
    );
    socket.on("data", (data: Buffer) => socket.write(`echo ${data}`));
    socket.on("end", () => socket.end());
    socket.on("close", () => closed.resolve());
    socket.on("error", () => {});
  });
  const { socket, head } = await upgrade(await ingressTo(at(port)));
  expect(head).toMatch(/^HTTP\/1.1 101 /);
  expect(head).toContain("X-Host: shop.localhost\r\n");
  socket.write("hello");
  expect(await once(socket, "data")).toEqual(["echo hello"]);
  socket.destroy();
  await closed.promise;
});

test("an upgrade that the backend doesn't want, or that has no backend, is answered and ended", async () => {
  const { port } = await upstream((_, answer) => {
    answer.statusCode = 426;
    answer.end("no sockets here");
  });
  const refused = await upgrade(await ingressTo(at(port)));
  expect(refused.head).toMatch(/^HTTP\/1.1 426 /);
  const unknown = await upgrade(await ingressTo(at(port)), "other.localhost");
  expect(unknown.head).toMatch(/^HTTP\/1.1 404 /);
});
