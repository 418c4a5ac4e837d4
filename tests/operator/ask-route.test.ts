import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { createSecureContext } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { createServingAuthority } from "../../dev/cluster/certificates.ts";
import { createAskRoute } from "../../operator/watch/ask-route.ts";

const patient = () => new AbortController().signal;

async function listening(server: Server & { closeAllConnections?(): void }): Promise<{ host: string; port: number }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

describe("asking a store's address", () => {
  test("is by its name below localhost, without following redirects or reading bodies", async () => {
    const hosts: string[] = [];
    let status = 302;
    const server = createServer((request, response) => {
      hosts.push(request.headers.host ?? "");
      response.writeHead(status, { location: "http://elsewhere.example.com/" }).end("x".repeat(100_000));
    });
    const { port } = await listening(server);
    const url = `http://demo.localhost:${port}`;
    const ask = createAskRoute();
    const served = undefined;
    expect(await ask(url, patient())).toEqual({ answers: true, detail: `${url} answers`, served });
    status = 404;
    expect(await ask(url, patient())).toEqual({ answers: false, detail: `${url} answers with HTTP 404`, served });
    expect(hosts).toEqual([`demo.localhost:${port}`, `demo.localhost:${port}`]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const nobody = `${url} does not answer: ECONNREFUSED`;
    expect(await ask(url, patient())).toEqual({ answers: false, detail: nobody, served });
  });

  test("is at the ingress controller alone where one is named, by the address's own name", async () => {
    const hosts: string[] = [];
    const server = createServer((request, response) => {
      hosts.push(request.headers.host ?? "");
      response.end();
    });
    const ask = createAskRoute({ via: await listening(server) });
    // Neither name resolves; a look at where they lead would say so.
    const url = "http://tea.shops.invalid:8080";
    expect(await ask(url, patient())).toMatchObject({ answers: true, detail: `${url} answers` });
    expect(await ask("http://169.254.169.254", patient())).toMatchObject({ answers: true });
    expect(hosts).toEqual(["tea.shops.invalid:8080", "169.254.169.254"]);
  });

  test("over TLS tells the certificate that its name is answered with, and whether the shop answers beside it", async () => {
    const authority = await createServingAuthority();
    const from = Date.parse("2026-01-01T00:00:00Z");
    const until = Date.parse("2026-02-01T00:00:00Z");
    const wild = await authority.issue(["*.shops.invalid", "shops.invalid"]);
    const old = await authority.issue(["old.shops.invalid"], { from, until });
    const server = createSecureServer(
      { ...wild, SNICallback: (name, use) => use(null, createSecureContext(name.startsWith("old.") ? old : wild)) },
      (_, response) => response.end(),
    );
    const via = await listening(server);
    const ask = createAskRoute({ via, authorities: [authority.ca] });
    const look = async (host: string) => (await ask(`https://${host}`, patient())).served;
    expect(await ask("https://tea.shops.invalid", patient())).toMatchObject({
      answers: true,
      served: {
        names: ["*.shops.invalid", "shops.invalid"],
        forHost: true,
        issuer: "shopyard-local-cluster",
        untrusted: undefined,
      },
    });
    expect(await look("tea.elsewhere.invalid")).toMatchObject({ forHost: false, untrusted: undefined });
    // A wildcard is for one label, as in browsers.
    expect(await look("a.b.shops.invalid")).toMatchObject({ forHost: false });
    expect(await look("127.0.0.1")).toMatchObject({ forHost: false });
    // The shop behind it answers all the same.
    expect(await ask("https://old.shops.invalid", patient())).toMatchObject({
      answers: true,
      served: { names: ["old.shops.invalid"], forHost: true, from, until },
    });
    // Who does not know the authority does not trust it.
    const stranger = createAskRoute({ via });
    expect(await stranger("https://tea.shops.invalid", patient())).toMatchObject({
      answers: true,
      served: { forHost: true, untrusted: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" },
    });
  });

  test("over TLS tells a controller that has no certificate for the name from one that does not answer", async () => {
    const refusing = createAskRoute({ via: await listening(createSecureServer()) });
    expect(await refusing("https://tea.shops.invalid", patient())).toMatchObject({ answers: false, served: "refused" });
    const plain = createAskRoute({ via: await listening(createServer()) });
    expect(await plain("https://tea.shops.invalid", patient())).toMatchObject({ answers: false, served: undefined });
    const silent = createTcpServer((socket) => socket.destroy());
    const cut = createAskRoute({ via: await listening(silent) });
    expect(await cut("https://tea.shops.invalid", patient())).toEqual({
      answers: false,
      detail: "https://tea.shops.invalid does not answer: ECONNRESET",
      served: undefined,
    });
  });
});
