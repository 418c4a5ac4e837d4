import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ConditionType } from "@shopyard/crds/constants.ts";
import { PODS, resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createServingAuthority, type ServingCertificate } from "../../dev/cluster/certificates.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { imageRecipe } from "../../dev/images/image-table.ts";
import { DEFAULT_CERTIFICATE } from "../../dev/node/node-state.ts";
import type { PlatformInPods } from "../../dev/platform/install-in-pods.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import { proberInPod } from "../isolation/support/run-probe.ts";
import { plainPod } from "../isolation/support/stand-ins.ts";
import { NO_REAL_NODE, realNodeTitle } from "../node/support/requirement.ts";
import { ask, operate } from "../support/ask.ts";
import { losePlatform, restorePlatform, savePlatform } from "../support/platform-backup.ts";
import { tlsSecret } from "../support/tls-secret.ts";
import { inBrowser } from "./support/in-browser.ts";
import { shopInBrowser } from "./support/shop-in-browser.ts";
import { COMPONENTS, isReady, PATIENCE, type Pod, tell, usePlatformInPods } from "./support/use-platform-in-pods.ts";
import { watchShop } from "./support/watch-shop.ts";
import { followTimeline, visit } from "./support/yard-visitor.ts";

const ENGINE = "medusa";

/** One life, a chapter a test: each needs those before it. */
describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("the platform in pods"), () => {
  const engine = builtInEngines.get(ENGINE);
  if (engine === undefined) throw new Error(`no engine ${ENGINE}`);
  const yard = usePlatformInPods(engine);
  const { real, install, podsOf, untilTwoReady, store, create, untilReady, lease, kill } = yard;
  let platform: PlatformInPods;

  const conditionOf = async (name: string, wanted: ConditionType) =>
    (await store(name))?.status?.conditions?.find(({ type }) => type === wanted);

  beforeAll(async () => {
    platform = await install();
  });

  test("helm's own test finds that it answers", async () => {
    const { cluster } = real;
    const args = ["test", platform.name, "--namespace", platform.systemNamespace, "--kubeconfig", cluster.kubeconfig];
    const { stdout } = await promisify(execFile)(cluster.bin.helm, args, { env: { ...process.env, ...cluster.env } });
    expect(stdout).toMatch(/Phase:\s+Succeeded/);
  });

  test("its public address has the dashboard and the API, and nothing else", async () => {
    expect((await ask(platform.url, "/")).body).toContain("<title>");
    expect(await operate(platform.url, "{ engines { name } }")).toEqual({ engines: [{ name: ENGINE }] });
    for (const path of ["/metrics", "/readyz", "/healthz"]) {
      const { body } = await ask(platform.url, path);
      expect(body, path).not.toMatch(/shopyard_|^ok$/m);
    }
  });

  test("no pod beside it reaches its processes, and the ingress reaches only what is public", async () => {
    const namespace = "default";
    const image = imageRecipe("client").ref;
    await yard.admin.create(
      resourcePath(PODS, { namespace }),
      plainPod(namespace, "elsewhere", {}, image, { tcp: [8080], udp: [] }),
    );
    await waitUntil(
      async () => isReady((await yard.admin.get<Pod>(resourcePath(PODS, { namespace, name: "elsewhere" }))) as Pod),
      {
        what: "the probing pod",
        timeoutMs: PATIENCE,
        everyMs: 200,
      },
    );
    const doors = { server: [4000, 4001], operator: [8081], dashboard: [4000, 4001] };
    const attempts = [];
    for (const component of COMPONENTS) {
      for (const { status } of await podsOf(component)) {
        for (const port of doors[component]) {
          attempts.push({ protocol: "TCP" as const, address: status.podIP ?? "", port, ask: "http" as const });
        }
      }
    }
    expect(attempts).toHaveLength(10);
    // It can reach what it may: the check is no check where nothing is ever reached.
    const dns = {
      protocol: "TCP" as const,
      address: real.node.dns.split("/")[0] ?? "",
      port: 8181,
      ask: "http" as const,
    };
    const found = await proberInPod(yard.kubectl, namespace, "elsewhere")([...attempts, dns]);
    expect(found.slice(0, -1).filter((outcome) => outcome.startsWith("answered"))).toEqual([]);
    expect(found.at(-1)).toMatch(/^answered/);
  });

  test("a store that is asked for through it sells, and is told live", async () => {
    const timeline = followTimeline(platform.url, await create("teashop"));
    const { status } = await untilReady("teashop");
    expect(status?.sale).toMatchObject({ mode: "order", order: expect.stringMatching(/^order_/) });
    const last = Math.max(...(status?.events ?? []).map(({ seq }) => seq));
    await waitUntil(async () => timeline.seen.has(last), { what: "the last entry to be told", timeoutMs: 30_000 });
    await timeline.stop();
    await waitUntil(async () => (await conditionOf("teashop", "Routed"))?.status === "True", {
      what: "the operator's pod to reach the shop at its public address",
      timeoutMs: 60_000,
      everyMs: 500,
    });
  });

  test("a rolling upgrade of all three while a store is made: no request fails, no entry is lost, nothing is made twice", async () => {
    const timeline = followTimeline(platform.url, await create("upgraded"));
    const visitor = visit(platform.url);
    await install({
      server: { replicas: 2, logLevel: "debug" },
      operator: { replicas: 2, logLevel: "debug" },
      dashboard: { replicas: 2, resources: { requests: { cpu: "6m", memory: "48Mi" }, limits: { memory: "128Mi" } } },
    });
    const { status } = await untilReady("upgraded");
    const visits = await visitor.stop();
    tell("rolling upgrade", visits);
    expect(visits.failures).toEqual([]);
    expect(visits.answers).toBeGreaterThan(50);
    const entries = status?.events ?? [];
    const last = Math.max(...entries.map(({ seq }) => seq));
    await waitUntil(async () => timeline.seen.has(last), { what: "the last entry to be told", timeoutMs: 30_000 });
    await timeline.stop();
    expect(entries.map(({ seq }) => seq).filter((seq) => !timeline.seen.has(seq))).toEqual([]);
    expect(timeline.sockets).toBeGreaterThan(1);
    expect(timeline.gaps).toBe(0);
    expect(status?.release?.revision).toBe(1);
    expect(entries.filter(({ reason }) => reason === "ProvisioningStarted").length).toBeLessThanOrEqual(1);
  });

  test.each(["server", "dashboard"] as const)(
    "a killed %s: who is there meanwhile is answered at the second try at the latest",
    async (component) => {
      const visitor = visit(platform.url);
      for (const { metadata } of await podsOf(component)) {
        await kill(metadata.name);
        await untilTwoReady(component);
      }
      const visits = await visitor.stop();
      tell(`${component} killed, one pod after the other`, visits);
      expect(visits.failures).toEqual([]);
    },
  );

  test("the leading operator killed in the middle of a store: the other goes on, and it is made once", async () => {
    await create("inherited");
    const holder = (await lease())?.spec.holderIdentity;
    const leader = (await podsOf("operator")).find(({ metadata }) => metadata.uid === holder);
    expect(leader).toBeDefined();
    await waitUntil(async () => (await store("inherited"))?.status?.phase === "Provisioning", {
      what: "it to be begun",
      timeoutMs: PATIENCE,
      everyMs: 20,
    });
    const killedAt = Date.now();
    await kill(leader?.metadata.name ?? "");
    await waitUntil(async () => ![holder, undefined, ""].includes((await lease())?.spec.holderIdentity), {
      what: "another to lead",
      timeoutMs: 60_000,
      everyMs: 50,
    });
    const ledMs = Date.now() - killedAt;
    const { status } = await untilReady("inherited");
    const readyMs = Date.now() - killedAt;
    process.stderr.write(
      `leading operator killed: another led after ${ledMs} ms, the store was Ready after ${readyMs} ms\n`,
    );
    expect(status?.release?.revision).toBe(1);
    await untilTwoReady("operator");
  });

  test("an API server that answers nobody: no request for what is known fails, it is said to be old, changes are refused, and it goes on by itself", async () => {
    const freshness = async () =>
      (await operate<{ freshness: { stale: boolean } }>(platform.url, "{ freshness { stale } }")).freshness;
    const pods = (await Promise.all(COMPONENTS.map(podsOf))).flat();
    const apiServer = real.cluster.pids["kube-apiserver"];
    if (apiServer === undefined) throw new Error("no API server to stop");
    const during = visit(platform.url);
    const began = Date.now();
    let staleMs = 0;
    process.kill(apiServer, "SIGSTOP");
    try {
      await waitUntil(async () => (await freshness()).stale, {
        what: "a server to say that what it shows is old",
        timeoutMs: 180_000,
        everyMs: 500,
      });
      staleMs = Date.now() - began;
      const { createStore } = await operate<{ createStore: object }>(
        platform.url,
        `mutation { createStore(input: { name: "refused", engine: "${ENGINE}" }) { __typename } }`,
      );
      expect(createStore).toEqual({ __typename: "ClusterUnavailable" });
      tell("API server stopped", await during.stop());
    } finally {
      process.kill(apiServer, "SIGCONT");
    }
    const thawed = Date.now();
    const visitor = visit(platform.url);
    await waitUntil(async () => !(await freshness()).stale, {
      what: "a server to say that what it shows is new",
      timeoutMs: PATIENCE,
      everyMs: 200,
    });
    const freshMs = Date.now() - thawed;
    // Kubernetes takes its nodes for lost until the first lease is renewed, and every pod out of its Service meanwhile.
    await waitUntil(async () => (await create("afterwards")) !== "", {
      what: "a store to be taken on",
      timeoutMs: PATIENCE,
      everyMs: 500,
    });
    await untilReady("afterwards", { troubled: true });
    tell(
      `API server back after ${thawed - began} ms; told after ${staleMs} ms, over ${freshMs} ms later`,
      await visitor.stop(),
    );
    expect((await during.stop()).failures).toEqual([]);
    expect(await store("refused")).toBeUndefined();
    const after = (await Promise.all(COMPONENTS.map(podsOf))).flat();
    expect(after.map(({ metadata }) => metadata.uid).toSorted()).toEqual(
      pods.map(({ metadata }) => metadata.uid).toSorted(),
    );
    expect(after.flatMap(({ status }) => status.containerStatuses?.map(({ restartCount }) => restartCount))).toEqual(
      after.map(() => 0),
    );
  });

  test("uninstalling it leaves the stores selling, and installing it anew takes them over without touching them", async () => {
    const { cluster } = real;
    const before = await store("teashop");
    const env = { ...process.env, ...cluster.env };
    const { name, systemNamespace } = platform;
    const args = ["uninstall", name, "--namespace", systemNamespace, "--wait", "--kubeconfig", cluster.kubeconfig];
    await promisify(execFile)(cluster.bin.helm, args, { env });
    const shop = `http://teashop.localhost:${real.node.ingress.port}`;
    expect((await ask(shop, "/storefront/settings.json")).status).toBe(200);
    expect(await store("teashop")).toBeDefined();
    platform = await install();
    const after = await untilReady("teashop", { troubled: true });
    expect(after.status?.release).toEqual(before?.status?.release);
    expect((await ask(shop, "/storefront/settings.json")).status).toBe(200);
  });

  test("lost with both its namespaces and restored from its backup: shops sell all the while, and are taken over without touching them", async () => {
    const shop = `http://teashop.localhost:${real.node.ingress.port}`;
    const namespaces = { systemNamespace: platform.systemNamespace, storesNamespace: "shopyard-stores" };
    const before = await untilReady("teashop", { troubled: true });
    const saved = await savePlatform(yard.admin, namespaces);
    const customers = watchShop(shop);
    const began = Date.now();
    await losePlatform(yard.admin, namespaces);
    const off = { enabled: false };
    await restorePlatform(yard.admin, saved, () => install({ server: off, operator: off, dashboard: off }));
    platform = await install();
    await waitUntil(async () => ((await store("teashop"))?.metadata.finalizers ?? []).length > 0, {
      what: "the operator to look after it again",
      timeoutMs: PATIENCE,
    });
    const after = await untilReady("teashop", { troubled: true });
    const restoredMs = Date.now() - began;
    const { answers, failures } = await customers.stop();
    process.stderr.write(
      `platform lost and restored in ${restoredMs} ms: ${answers} visits to the shop, ${failures.length} failed\n`,
    );
    expect(failures).toEqual([]);
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    expect(after.status?.release).toEqual(before.status?.release);
    expect((await shopInBrowser(shop, real.folder)).number).toBeGreaterThan(0);
  });

  test("with certificates it answers over TLS, its pages and sockets are of that origin, and so do the stores with the ingress' default one", async () => {
    const { ca, issue } = await createServingAuthority();
    const putSecret = (namespace: string, name: string, certificate: ServingCertificate) =>
      yard.admin.create(resourcePath(SECRETS, { namespace }), tlsSecret(namespace, name, certificate));
    const served = await issue(["yard.localhost"]);
    await putSecret(platform.systemNamespace, "yard-certificate", served);
    const [namespace = "", name = ""] = DEFAULT_CERTIFICATE.split("/");
    // No wildcard: clients take none right below a top-level domain.
    await putSecret(namespace, name, await issue(["teashop.localhost"]));
    platform = await install(
      {
        ingress: { tls: { enabled: true, secretName: "yard-certificate" } },
        stores: { engines: [ENGINE], ingress: { tls: "default" } },
        operator: { replicas: 2, routeCheckCa: ca },
      },
      "https",
    );
    const answered = await operate(platform.url, "{ engines { name } }", {}, { ca });
    expect(answered).toEqual({ engines: [{ name: ENGINE }] });
    // What the page shows came over a WebSocket of its own origin.
    const seesTeashop = (page: Page) => page.getByRole("link", { name: "teashop" }).first().waitFor();
    await inBrowser(platform.url, real.folder, seesTeashop, served.cert);
    await waitUntil(async () => (await conditionOf("teashop", "Certified"))?.reason === "Valid", {
      what: "teashop to be seen with the default certificate",
      timeoutMs: PATIENCE,
      everyMs: 500,
    });
    const shop = `https://teashop.localhost:${real.node.ingress.port}`;
    expect((await ask(shop, "/storefront/settings.json", { ca })).status).toBe(200);
  });
});
