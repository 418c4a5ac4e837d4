import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LABELS } from "@shopyard/crds/constants.ts";
import { hostOf, namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { type AdminClient, createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NETWORK_POLICIES, PODS, type Resource, resourcePath, SERVICE_ACCOUNTS } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "../../dev/cluster/cluster.ts";
import { readState } from "../../dev/cluster/state.ts";
import { SILENT } from "../../dev/cluster/tools/progress-printer.ts";
import { startCluster } from "../../dev/cluster/up.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { ensureImages } from "../../dev/images/ensure-images.ts";
import { loadImages } from "../../dev/node/load-images.ts";
import type { NodeAccess, NodeState } from "../../dev/node/node-state.ts";
import { nodeSettings } from "../../dev/platform/node-settings.ts";
import type { EffectContext } from "../../operator/effects/context.ts";
import { ensureNamespace } from "../../operator/effects/ensure-namespace.ts";
import { ensurePolicies } from "../../operator/effects/ensure-policies.ts";
import type { Engine } from "../../operator/engines/engine.ts";
import { builtInEngines } from "../../operator/engines/registry.ts";
import type { Platform } from "../../operator/platform.ts";
import { kubectlOf } from "../node/support/kubectl.ts";
import { NO_REAL_NODE, realNodeTitle } from "../node/support/requirement.ts";
import { makePlatform, makeStore } from "../operator/support/fixtures.ts";
import { ALLOWED, componentsOf, portsOf } from "./expected.ts";
import { type Beyond, INTERNET, METADATA, plugInBeyond } from "./support/beyond.ts";
import {
  type Attempt,
  answered,
  attemptsBetween,
  type Door,
  keptOut,
  type Outcome,
  type Place,
  titleOf,
  tryAll,
} from "./support/places.ts";
import { type Probe, proberBeside, proberHere, proberInPod } from "./support/run-probe.ts";
import { type Doors, plainPod, type StandIn, standInStore } from "./support/stand-ins.ts";

const ENGINES = [...builtInEngines.values()];
const DOORS: Doors = { tcp: [...portsOf(ENGINES), 8089, 53], udp: [53, 9000] };
const ELSEWHERE = "elsewhere";
const SERVICES: Resource = { group: "", version: "v1", plural: "services" };
/** kube-router learns of pods and policies on its own time; milliseconds. */
const PATIENCE = 90_000;

const say = (line: string) => process.stderr.write(`${line}\n`);
const askAt = (port: number): Probe["ask"] => (port === 53 ? "dns" : "http");
const tcp = (port: number, target?: number): Door => ({
  protocol: "TCP",
  port,
  ask: "http",
  ...(target && { target }),
});
const doorsOf = (doors: Doors): Door[] => [
  ...doors.tcp.map((port) => tcp(port)),
  ...doors.udp.map((port): Door => ({ protocol: "UDP", port, ask: askAt(port) })),
];

/** A size with every part of the engine. */
const tableOf = (store: string) => ALLOWED[store] ?? [];
const storeOf = (engine: Engine): Store =>
  makeStore({ name: engine.name, spec: { engine: engine.name, size: "large" } });

interface Pod extends KubeObject {
  spec: { containers: { ports?: { name?: string; containerPort: number }[] }[] };
  status: { podIP?: string; conditions?: { type: string; status: string }[] };
}
interface Service extends KubeObject {
  spec: { clusterIP: string; selector: Record<string, string>; ports: { port: number; targetPort: number | string }[] };
}

describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("isolation of stores on a real node"), () => {
  let folder: string;
  let cluster: Cluster;
  let node: NodeAccess;
  let state: NodeState;
  let client: AdminClient;
  let kubectl: ReturnType<typeof kubectlOf>;
  let platform: Platform;
  let beyond: Beyond;
  let image: string;
  let places: Place[];
  let attempts: Attempt[];

  const stores = ENGINES.map(storeOf);
  const engineOf = (store: Store): Engine => builtInEngines.get(store.spec.engine) as Engine;
  const inNamespace = (store: Store) => namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const effects = () =>
    ({
      client,
      platform,
      caches: { namespaces: { wrote() {} } },
      signal: new AbortController().signal,
    }) as unknown as EffectContext;

  /** The operator's own effects, in its order. */
  async function install(store: Store): Promise<void> {
    await ensureNamespace(store, effects());
    await ensurePolicies(store, engineOf(store), false, effects());
  }

  async function create(pods: readonly StandIn[]): Promise<void> {
    const namespaces = new Set(pods.map(({ metadata }) => metadata.namespace));
    for (const namespace of namespaces) {
      // A pod is refused before its namespace has the service account that the controller manager makes.
      const account = resourcePath(SERVICE_ACCOUNTS, { namespace, name: "default" });
      await waitUntil(async () => (await client.get(account)) !== undefined, { what: account, timeoutMs: PATIENCE });
    }
    for (const { metadata, spec } of pods) {
      const pod = { apiVersion: "v1", kind: "Pod", metadata, spec };
      await client.create(resourcePath(PODS, { namespace: metadata.namespace }), pod);
    }
  }

  const podsIn = async (namespace: string) => (await client.list<Pod>(resourcePath(PODS, { namespace }))).items;
  const isReady = ({ status }: Pod) =>
    status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;

  async function readyPodsIn(namespace: string): Promise<Pod[]> {
    let pods: Pod[] = [];
    const check = async () => {
      pods = await podsIn(namespace);
      return pods.every(isReady);
    };
    await waitUntil(check, { what: `the pods of ${namespace} to be ready`, timeoutMs: PATIENCE });
    return pods;
  }

  const podPlace = ({ metadata, status }: Pod, of: { role: string; store?: string }): Place => ({
    ...of,
    name: `${metadata.namespace}/${metadata.name}`,
    address: status.podIP ?? "",
    doors: doorsOf(DOORS),
    answers: `${metadata.namespace}/${metadata.name}`,
    probe: proberInPod(kubectl, metadata.namespace ?? "", metadata.name),
  });

  /** Everybody who is there, with the addresses that they have. */
  async function findPlaces(): Promise<Place[]> {
    const found: Place[] = [];
    for (const store of stores) {
      const namespace = inNamespace(store);
      const pods = await readyPodsIn(namespace);
      for (const pod of pods) {
        const role = pod.metadata.labels?.[LABELS.component] ?? "unlabelled";
        found.push(podPlace(pod, { role, store: store.metadata.name }));
      }
      const services = (await client.list<Service>(resourcePath(SERVICES, { namespace }))).items;
      for (const { metadata, spec } of services) {
        const role = spec.selector[LABELS.component] ?? "";
        const ports = pods
          .filter(({ metadata: { labels } }) => labels?.[LABELS.component] === role)
          .flatMap((pod) => pod.spec.containers.flatMap(({ ports = [] }) => ports));
        const targetOf = (port: number | string) =>
          typeof port === "number" ? port : ports.find(({ name }) => name === port)?.containerPort;
        found.push({
          role,
          store: store.metadata.name,
          name: `Service ${namespace}/${metadata.name}`,
          address: spec.clusterIP,
          doors: spec.ports.map(({ port, targetPort }) => tcp(port, targetOf(targetPort))),
          answers: `${namespace}/${role}`,
        });
      }
    }
    for (const pod of await readyPodsIn(ELSEWHERE)) found.push(podPlace(pod, { role: "nobody" }));
    const { addresses } = state;
    const outside = (name: string, address: string, doors: readonly Door[], more: Partial<Place> = {}): Place => ({
      role: "nobody",
      answers: "",
      ...more,
      name: `${name} ${address}`,
      address,
      doors,
    });
    const dns = (["UDP", "TCP"] as const).map((protocol): Door => ({ protocol, port: 53, ask: "dns" }));
    return [
      ...found,
      outside("DNS", addresses.node, dns, { role: "dns" }),
      outside("kubelet", addresses.node, [tcp(10_250)]),
      outside("API server", addresses.kubernetesService, [tcp(443)]),
      outside("API server's endpoint", addresses.host, [tcp(Number(new URL(cluster.server).port))]),
      outside("metadata", METADATA, [tcp(80)], { answers: "beyond" }),
      outside("internet", INTERNET, [tcp(443), ...dns.slice(0, 1)], {
        answers: "beyond",
        probe: proberBeside(beyond.pid, INTERNET),
      }),
      outside("machine", addresses.host, [], { probe: proberHere(addresses.host) }),
      outside("ingress", addresses.ingress, [], { role: "ingress", probe: proberHere(addresses.ingress) }),
    ];
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "shopyard-isolation-"));
    const images = await ensureImages(["node"], { printer: SILENT });
    cluster = await startCluster({ real: true, stateDir: join(folder, "cluster"), printer: SILENT });
    const recorded = readState(cluster.stateDir)?.node;
    if (cluster.node === undefined || recorded === undefined) throw new Error("the cluster has no real node");
    [node, state] = [cluster.node, recorded];
    client = createKubeClient(loadKubeConfig({ file: cluster.kubeconfig }));
    kubectl = kubectlOf(cluster);
    platform = makePlatform(nodeSettings(node));
    process.env.SHOPYARD_HELM = cluster.bin.helm;
    const [loaded] = await loadImages(cluster, [...images.values()], { printer: SILENT });
    image = loaded?.ref ?? "";
    beyond = await plugInBeyond(state, { tcp: [80, 443], udp: [53] });
    for (const store of stores) {
      await install(store);
      const namespace = inNamespace(store);
      const { pods, services, ingresses } = await standInStore(store, engineOf(store), platform, image, DOORS);
      expect(pods.map(({ metadata }) => metadata.name).sort()).toEqual(componentsOf(engineOf(store)).sort());
      for (const object of [...services, ...ingresses]) {
        const { code, stderr } = await kubectl(["-n", namespace, "create", "--filename", "-"], object);
        expect([code, stderr]).toEqual([0, ""]);
      }
      await create([...pods, plainPod(namespace, "unlabelled", {}, image, DOORS)]);
    }
    await kubectl(["create", "namespace", ELSEWHERE]);
    const [store] = stores;
    if (store === undefined) throw new Error("a store");
    const labels = { [LABELS.managedBy]: "shopyard", [LABELS.store]: store.metadata.name };
    await create([
      plainPod(ELSEWHERE, "stranger", {}, image, DOORS),
      ...["sale", "web", "database"].map((component) =>
        plainPod(ELSEWHERE, `looks-like-${component}`, { ...labels, [LABELS.component]: component }, image, DOORS),
      ),
    ]);
    places = await findPlaces();
    attempts = attemptsBetween(places, tableOf);
  });

  afterAll(async () => {
    await beyond?.[Symbol.asyncDispose]();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(({ skip }) => {
    if (node.enforcesPolicies) return;
    say("SKIPPED, isolation for real: this node's network plugin does not enforce policies");
    skip("policies are not enforced on this node");
  });

  const asItShould = (outcome: Outcome) => (outcome.allowed ? answered(outcome) : keptOut(outcome));

  /** Tries again until one pass over all is as `right` has it; whatever never gets there is told. */
  async function untilAll(wanted: readonly Attempt[], right: (outcome: Outcome) => boolean) {
    const began = performance.now();
    let passed = { outcomes: [] as Outcome[], seconds: 0 };
    let wrong: string[] = [];
    const check = async () => {
      const start = performance.now();
      const outcomes = await tryAll(wanted);
      passed = { outcomes, seconds: (performance.now() - start) / 1000 };
      wrong = outcomes.filter((outcome) => !right(outcome)).map(titleOf);
      return wrong.length === 0;
    };
    await waitUntil(check, { what: "connections to be allowed and denied", timeoutMs: PATIENCE }).catch((error) => {
      expect(wrong, String(error)).toEqual([]);
      throw error;
    });
    return { ...passed, waited: (performance.now() - began) / 1000 - passed.seconds };
  }

  it("lets through what the engines need and nothing else, connection by connection", async () => {
    const { outcomes, seconds } = await untilAll(attempts, asItShould);
    const allowed = outcomes.filter((outcome) => outcome.allowed).length;
    const denied = outcomes.length - allowed;
    say(
      `isolation: enforced by kube-router, ${allowed} allowed and ${denied} denied connections probed in ${seconds.toFixed(1)} s`,
    );
    expect(allowed).toBeGreaterThan(20);
    expect(denied).toBeGreaterThan(500);
  });

  it("lets the public in by the ingress alone", async () => {
    for (const store of stores) {
      const answer = await getFromIngress(node.ingress.port, hostOf(store, platform.config.BASE_DOMAIN));
      expect(answer).toEqual({ status: 200, by: `${inNamespace(store)}/web` });
    }
  });

  it("has names resolved in pods, those of other stores included, whose pods stay out of reach", async () => {
    const [one, two] = stores.map((store) => `${store.metadata.name}-web.${inNamespace(store)}`);
    const web = (address = ""): Probe => ({ protocol: "TCP", address, port: 80, ask: "http" });
    const sale = places.find(({ role, store }) => role === "sale" && store === stores[0]?.metadata.name);
    const results = await sale?.probe?.([web(one), web(two), web("nobody.default.svc.cluster.local")]);
    expect(results?.[0]).toMatch(/^answered .*\/web$/);
    expect(results?.[1]).toMatch(/^(ECONNREFUSED|timeout)$/);
    expect(results?.[2]).toBe("ENOTFOUND");
  });

  it("gives none of the charts' pods, nor the sale's, a token of a service account", async () => {
    const look = ["node", "--print", "require('node:fs').existsSync('/var/run/secrets')"];
    for (const store of stores) {
      for (const name of [...componentsOf(engineOf(store)), "unlabelled"]) {
        const { stdout } = await kubectl(["-n", inNamespace(store), "exec", name, "--", ...look]);
        // The last one is nobody's: it has what Kubernetes gives by default, so looking finds it.
        expect([name, stdout.trim()]).toEqual([name, String(name === "unlabelled")]);
      }
    }
  });

  it("holds pods that come later as well", async () => {
    const [store] = stores;
    if (store === undefined) throw new Error("a store");
    const namespace = inNamespace(store);
    const later = plainPod(namespace, "later", {}, image, DOORS);
    await create([later]);
    places = await findPlaces();
    const all = attemptsBetween(places, tableOf);
    const ofLater = ({ name }: Place) => name === `${namespace}/later`;
    const { outcomes } = await untilAll(
      all.filter(({ from, to }) => ofLater(from) || ofLater(to)),
      asItShould,
    );
    expect(outcomes.filter(keptOut).length).toBeGreaterThan(100);
    await client.delete(resourcePath(PODS, { namespace, name: "later" }), { propagationPolicy: "Foreground" });
  });

  it("has all of them answered where there are no policies, and denied again with the policies", async () => {
    for (const store of stores) {
      const namespace = inNamespace(store);
      const policies = await client.list<KubeObject>(resourcePath(NETWORK_POLICIES, { namespace }));
      for (const { metadata } of policies.items)
        await client.delete(resourcePath(NETWORK_POLICIES, { namespace, name: metadata.name }));
    }
    const open = await untilAll(attempts, answered);
    for (const store of stores) await install(store);
    const closed = await untilAll(attempts, asItShould);
    const took = ({ waited, seconds }: typeof open) => `${(waited + seconds).toFixed(1)} s`;
    say(
      `isolation: without policies all ${attempts.length} were answered (${took(open)}), with them again ${closed.outcomes.filter(keptOut).length} denied (${took(closed)})`,
    );
  });
});

/** Asks the development ingress for a host's front page. */
function getFromIngress(port: number, host: string): Promise<{ status: number | undefined; by: unknown }> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, headers: { host } }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode, by: response.headers["x-probe"] }));
    }).on("error", reject);
  });
}
