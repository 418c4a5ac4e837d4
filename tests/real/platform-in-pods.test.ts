import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Store } from "@shopyard/crds/store.ts";
import { type AdminClient, createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { LEASES, PODS, resourcePath, SECRETS, STORES } from "@shopyard/kube/paths.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { issueServing } from "../../dev/cluster/certificates.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { imageRecipe } from "../../dev/images/image-table.ts";
import { installInPods, type PlatformInPods } from "../../dev/platform/install-in-pods.ts";
import { imagesOfEngines } from "../../dev/platform/node-settings.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import { proberInPod } from "../isolation/support/run-probe.ts";
import { plainPod } from "../isolation/support/stand-ins.ts";
import { kubectlOf } from "../node/support/kubectl.ts";
import { NO_REAL_NODE, realNodeTitle } from "../node/support/requirement.ts";
import { ask, operate } from "../support/ask.ts";
import { inBrowser } from "./support/in-browser.ts";
import { useRealCluster } from "./support/real-cluster.ts";
import { followTimeline, type Visits, visit } from "./support/yard-visitor.ts";

const ENGINE = "medusa";
const COMPONENTS = ["server", "operator", "dashboard"] as const;
/** Of everything that two pods on a busy machine may take; milliseconds. */
const PATIENCE = 600_000;

interface Pod extends KubeObject {
  status: { podIP?: string; phase?: string; conditions?: { type: string; status: string }[] };
}

/** One life, a chapter a test: each needs those before it. */
describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("the platform in pods"), () => {
  const engine = builtInEngines.get(ENGINE);
  if (engine === undefined) throw new Error(`no engine ${ENGINE}`);
  let admin: AdminClient;
  let kubectl: ReturnType<typeof kubectlOf>;
  let platform: PlatformInPods;

  const real = useRealCluster(
    () => ["server", "operator", "client", ...imagesOfEngines([engine])],
    async ({ cluster, folder }) => {
      admin = createKubeClient(loadKubeConfig({ file: cluster.kubeconfig }));
      kubectl = kubectlOf(cluster);
      return async () => {
        // For whoever reads what went wrong.
        for (const component of COMPONENTS) {
          const { stdout } = await kubectl(["logs", "-n", "shopyard-system", `deployment/shopyard-${component}`]);
          writeFileSync(join(folder, `${component}.log`), stdout);
        }
      };
    },
  );
  const install = (more: object = {}, scheme: "http" | "https" = "http") => {
    const file = join(real.folder, "more-values.json");
    const two = { replicas: 2 };
    writeFileSync(file, JSON.stringify({ server: two, operator: two, dashboard: two, ...more }));
    const { cluster, folder } = real;
    return installInPods({ cluster, stateDir: folder, engines: [ENGINE], values: [file], scheme });
  };
  const podsOf = async (component: string): Promise<Pod[]> => {
    const labelSelector = `app.kubernetes.io/name=shopyard,app.kubernetes.io/component=${component}`;
    return (
      await admin.list<Pod>(resourcePath(PODS, { namespace: platform.systemNamespace }), { query: { labelSelector } })
    ).items;
  };
  const isReady = ({ status }: Pod) =>
    status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;
  const untilTwoReady = (component: string) =>
    waitUntil(
      async () => {
        const pods = await podsOf(component);
        return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined).filter(isReady).length === 2;
      },
      { what: `two pods of ${component} to be ready`, timeoutMs: PATIENCE, everyMs: 200 },
    );
  const store = (name: string) => admin.get<Store>(resourcePath(STORES, { namespace: "shopyard-stores", name }));
  const create = async (name: string): Promise<string> => {
    const { createStore } = await operate<{ createStore: { __typename: string; store?: { id: string } } }>(
      platform.url,
      `mutation ($input: CreateStoreInput!) { createStore(input: $input) {
        __typename ... on CreateStoreSuccess { store { id } } ... on DomainError { code message } } }`,
      { input: { name, engine: ENGINE } },
    );
    expect(createStore).toMatchObject({ __typename: "CreateStoreSuccess" });
    return createStore.store?.id ?? "";
  };
  const untilReady = async (name: string): Promise<Store> => {
    let latest: Store | undefined;
    await waitUntil(
      async () => {
        latest = await store(name);
        return latest?.status?.phase === "Ready" || latest?.status?.phase === "Failed";
      },
      { what: `${name} to be Ready`, timeoutMs: PATIENCE, everyMs: 500 },
    );
    expect(latest?.status?.lastError).toBeUndefined();
    expect(latest?.status?.phase).toBe("Ready");
    return latest as Store;
  };
  /** Deletes a pod as a lost node would: without a word to what runs in it. */
  const kill = (pod: string) =>
    kubectl(["delete", "pod", "-n", platform.systemNamespace, pod, "--grace-period=0", "--force"]);
  /** What whoever visits meanwhile meets with, as docs/operations.md has it. */
  const tell = (what: string, { answers, retried, failures, longestMs }: Visits) =>
    process.stderr.write(
      `${what}: ${answers} answered, ${retried.length} after one retry, ${failures.length} failed, longest wait ${longestMs} ms\n`,
    );

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
    await admin.create(
      resourcePath(PODS, { namespace }),
      plainPod(namespace, "elsewhere", {}, image, { tcp: [8080], udp: [] }),
    );
    await waitUntil(
      async () => isReady((await admin.get<Pod>(resourcePath(PODS, { namespace, name: "elsewhere" }))) as Pod),
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
    const found = await proberInPod(kubectl, namespace, "elsewhere")([...attempts, dns]);
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
    await waitUntil(
      async () =>
        (await store("teashop"))?.status?.conditions?.some(
          ({ type, status: is }) => type === "Routed" && is === "True",
        ) === true,
      { what: "the operator's pod to reach the shop at its public address", timeoutMs: 60_000, everyMs: 500 },
    );
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
    const lease = () =>
      admin.get<KubeObject & { spec: { holderIdentity?: string } }>(
        resourcePath(LEASES, { namespace: platform.systemNamespace, name: "shopyard-operator" }),
      );
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
    const after = await untilReady("teashop");
    expect(after.status?.release).toEqual(before?.status?.release);
    expect((await ask(shop, "/storefront/settings.json")).status).toBe(200);
  });

  test("with a certificate of its Secret it answers over TLS, and its pages and sockets are of that origin", async () => {
    const { ca, cert, key } = await issueServing(["yard.localhost"]);
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const namespace = platform.systemNamespace;
    await admin.create(resourcePath(SECRETS, { namespace }), {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata: { name: "yard-certificate", namespace },
      data: { "tls.crt": base64(cert), "tls.key": base64(key) },
    });
    platform = await install({ ingress: { tls: { enabled: true, secretName: "yard-certificate" } } }, "https");
    const answered = await operate(platform.url, "{ engines { name } }", {}, { ca });
    expect(answered).toEqual({ engines: [{ name: ENGINE }] });
    // What the page shows came over a WebSocket of its own origin.
    await inBrowser(
      platform.url,
      real.folder,
      (page) => page.getByRole("link", { name: "teashop" }).first().waitFor(),
      cert,
    );
  });
});
