import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Condition, Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { INGRESSES, resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  createServingAuthority,
  type ServingAuthority,
  type ServingCertificate,
} from "../../dev/cluster/certificates.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import type { Ingress } from "../../dev/node/ingress/routes.ts";
import { certificateSecretOf, withTls } from "../../dev/node/ingress/tls.ts";
import { getSecret, isPhase, reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
import { tlsSecret } from "../support/tls-secret.ts";

const DAY = 24 * 3_600_000;
const WILDCARD = ["*.shops.test"];
const EXPIRED = 'shopyard_operator_certificates{reason="Expired"}';
const SHARED = { URL_SCHEME: "https", BASE_DOMAIN: "shops.test", ROUTE_CHECK_SECONDS: "1", SALE_PROBE: "none" };

let authority: ServingAuthority;
let stranger: ServingAuthority;
beforeAll(async () => {
  [authority, stranger] = await Promise.all([createServingAuthority(), createServingAuthority()]);
});

const cleanups: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** The development ingress' TLS in front of shops that always answer: pods are simulated, handshakes are not. */
async function standIn(find: (host: string) => Promise<ServingCertificate | undefined>) {
  let handshakes = 0;
  const http = createServer((_, answer) => answer.end());
  const server = withTls(http, async (host) => {
    handshakes += 1;
    const found = await find(host);
    return found && { cert: Buffer.from(found.cert), key: Buffer.from(found.key) };
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(async () => {
    http.closeAllConnections();
    server.close();
  });
  return { via: `127.0.0.1:${(server.address() as AddressInfo).port}`, handshakes: () => handshakes };
}

/** Pods are simulated and addresses are asked all the same. */
async function platformAt(via: string, env: Record<string, string>): Promise<TestPlatform> {
  const operatorEnv = { ...SHARED, ROUTE_CHECK_VIA: via, ROUTE_CHECK_CA: authority.ca, ...env };
  const platform = await startTestPlatform({ simulated: false, operatorEnv });
  cleanups.push(() => platform.stop());
  return platform;
}

const certified = ({ status }: Store): Condition | undefined =>
  status?.conditions?.find(({ type }) => type === "Certified");
const untilCertified = async (platform: TestPlatform, name: string, reason: string) =>
  certified(await platform.until(name, reason, (store) => certified(store)?.reason === reason));

describe("with the ingress controller's default certificate", () => {
  it("a store has no Secret of it, and says what visitors meet as that expires, is renewed and is of other hosts", async () => {
    let served = await authority.issue(WILDCARD);
    const controller = await standIn(async () => served);
    const platform = await platformAt(controller.via, { INGRESS_TLS: "default" });
    await platform.apply("tea", { engine: "medusa" });
    expect(await untilCertified(platform, "tea", "Valid")).toMatchObject({
      status: "True",
      message: expect.stringMatching(/^Issued by shopyard-local-cluster, valid until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
    });
    const namespace = platform.namespaceOf("tea");
    const [ingress] = (await platform.admin.list<Ingress>(resourcePath(INGRESSES, { namespace }))).items;
    expect(ingress?.spec.tls).toEqual([{ hosts: ["tea.shops.test"] }]);
    const secrets = (await platform.admin.list<KubeObject & { type: string }>(resourcePath(SECRETS, { namespace })))
      .items;
    expect(secrets.map(({ type }) => type)).not.toContain("kubernetes.io/tls");

    // Nothing is written while nothing changes. A certificate is looked at before the store is Ready, too.
    const { resourceVersion } = (await platform.until("tea", "Ready", isPhase("Ready"))).metadata;
    const looked = controller.handshakes();
    await waitUntil(async () => controller.handshakes() >= looked + 3, { what: "three more looks", timeoutMs: 60_000 });
    expect((await platform.store("tea"))?.metadata.resourceVersion).toBe(resourceVersion);

    const now = Date.now();
    served = await authority.issue(WILDCARD, { from: now - 80 * DAY, until: now + 10 * DAY });
    expect(await untilCertified(platform, "tea", "ExpiresSoon")).toMatchObject({ status: "True" });
    served = await authority.issue(WILDCARD, { from: now - 90 * DAY, until: now - DAY });
    expect(await untilCertified(platform, "tea", "Expired")).toMatchObject({
      status: "False",
      message: expect.stringContaining("Look at the default certificate of the ingress controller"),
    });
    // It sells on, and whoever has to renew it is told by number and on the timeline.
    const expired = (await platform.store("tea")) as Store;
    expect(expired).toSatisfy(isPhase("Ready"));
    expect(reasons(expired)).toContain("CertificateProblem");
    await expect.poll(() => platform.metric(EXPIRED)).toBe(1);

    served = await authority.issue(WILDCARD);
    await untilCertified(platform, "tea", "Valid");
    await expect.poll(() => platform.metric(EXPIRED)).toBe(0);
    served = await authority.issue(["*.elsewhere.test"]);
    expect(await untilCertified(platform, "tea", "WrongHost")).toMatchObject({
      message: expect.stringMatching(/^tea\.shops\.test is answered with a certificate for \*\.elsewhere\.test\. /),
    });
    served = await stranger.issue(WILDCARD);
    await untilCertified(platform, "tea", "UntrustedIssuer");
    expect((await platform.store("tea")) as Store).toSatisfy(isPhase("Ready"));
  });
});

describe("with a Secret a store", () => {
  it("a store says that it is not there yet, that it is for another host, and that it is right", async () => {
    let platform: TestPlatform | undefined;
    // As controllers do: the certificate of the Secret that an Ingress names, else one of their own.
    const own = await stranger.issue(["ingress.local"]);
    const controller = await standIn(async (host) => {
      if (platform === undefined) return own;
      const ingresses = await platform.list<Ingress>(INGRESSES);
      const [namespace = "", name = ""] = certificateSecretOf(ingresses, host, "nowhere/default").split("/");
      const { "tls.crt": cert, "tls.key": key } = (await getSecret(platform, namespace, name))?.data ?? {};
      const text = (base64: string) => Buffer.from(base64, "base64").toString();
      return cert === undefined || key === undefined ? own : { cert: text(cert), key: text(key) };
    });
    platform = await platformAt(controller.via, {
      INGRESS_TLS: "secret",
      INGRESS_TLS_SECRET: "{name}-tls",
      INGRESS_ANNOTATIONS: JSON.stringify({ "cert-manager.io/cluster-issuer": "letsencrypt" }),
    });
    await platform.apply("own", { engine: "medusa" });
    const namespace = platform.namespaceOf("own");
    expect(await untilCertified(platform, "own", "NotYetIssued")).toMatchObject({
      status: "False",
      message: `Secret ${namespace}/own-tls is not there yet: own.shops.test is answered with a certificate for ingress.local. cert-manager says why: kubectl -n ${namespace} describe certificate own-tls`,
    });
    // That is how every store begins.
    expect(reasons((await platform.store("own")) as Store)).not.toContain("CertificateProblem");

    const put = (certificate: ServingCertificate) =>
      (platform as TestPlatform).admin.apply(
        resourcePath(SECRETS, { namespace, name: "own-tls" }),
        tlsSecret(namespace, "own-tls", certificate),
        { fieldManager: "cert-manager" },
      );
    await put(await authority.issue(["other.shops.test"]));
    await untilCertified(platform, "own", "WrongHost");
    await put(await authority.issue(["own.shops.test"]));
    expect(await untilCertified(platform, "own", "Valid")).toMatchObject({ status: "True" });
    const store = (await platform.store("own")) as Store;
    expect(store).toSatisfy(isPhase("Ready"));
    expect(reasons(store).filter((reason) => /Certifi/.test(reason))).toEqual(["CertificateProblem", "StoreCertified"]);

    const { data } = (await (
      await fetch(`${platform.server.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: '{ store(name: "own") { conditions { type status reason } } }' }),
      })
    ).json()) as { data: { store: { conditions: object[] } } };
    expect(data.store.conditions).toContainEqual({ type: "Certified", status: "TRUE", reason: "Valid" });
  });
});
