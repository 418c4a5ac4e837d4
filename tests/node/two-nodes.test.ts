import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cluster } from "../../dev/cluster/cluster.ts";
import { isAlive } from "../../dev/cluster/processes/identity.mjs";
import { readState, realNodes } from "../../dev/cluster/state.ts";
import { clusterStatus } from "../../dev/cluster/status.ts";
import { SILENT } from "../../dev/cluster/tools/progress-printer.ts";
import { startCluster } from "../../dev/cluster/up.ts";
import { loadImages } from "../../dev/node/load-images.ts";
import type { NodeState } from "../../dev/node/node-state.ts";
import { ingressOf, kubectlOf, probePod, serviceOf } from "./support/kubectl.ts";
import { loopFiles, type MachineState, machineState, processesBeside, processesNaming } from "./support/machine.ts";
import { PROBE_IMAGE, probeArchive } from "./support/probe-image.ts";
import { NO_REAL_NODE, realNodeTitle } from "./support/requirement.ts";

const SHOP = "shop";
/** For what kubelet does to pods. */
const PATIENCE = { timeout: 60_000 };

/** One life, a chapter a test: each needs those before it. */
describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("two real nodes"), () => {
  let folder: string;
  let before: MachineState;
  let cluster: Cluster;
  let kubectl: ReturnType<typeof kubectlOf>;
  let one: NodeState;
  let two: NodeState;

  /** As the state has it now: a node's process 1 is another after its power was off. */
  const nodesNow = () => realNodes(readState(cluster.stateDir) ?? {});
  const apply = async (object: object) => expect((await kubectl(["apply", "-f", "-"], object)).stderr).toBe("");
  const ready = async (...pods: string[]) => {
    const args = ["-n", SHOP, "wait", "--for=condition=Ready", "--timeout=60s", ...pods.map((pod) => `pod/${pod}`)];
    expect(await kubectl(args)).toMatchObject({ code: 0 });
  };
  const exec = (pod: string, ...command: string[]) => kubectl(["-n", SHOP, "exec", pod, "--", "/probe", ...command]);
  const field = async (path: string, ...what: string[]) =>
    (await kubectl(["-n", SHOP, "get", ...what, "-o", `jsonpath={${path}}`])).stdout;
  const addressOf = (pod: string) => field(".status.podIP", "pod", pod);
  const conditionOf = (node: NodeState) => field('.status.conditions[?(@.type=="Ready")].status', "node", node.name);
  const fromMachine = (url: string, ...options: string[]) => {
    try {
      return execFileSync("curl", ["-s", "-m", "2", "--noproxy", "*", ...options, url], { encoding: "utf8" });
    } catch {
      return undefined;
    }
  };
  const throughIngress = () => fromMachine(`http://demo.localhost:${one.ingressPort}/`);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "shopyard-nodes-"));
    before = machineState();
    cluster = await startCluster({
      ...{ real: true, nodes: 2, stateDir: join(folder, "cluster"), printer: SILENT },
      // Kubernetes waits for 50 s until it calls a silent node lost.
      controllerManagerFlags: ["--node-monitor-grace-period=25s"],
    });
    kubectl = kubectlOf(cluster);
    const [first, second] = nodesNow();
    if (first === undefined || second === undefined) throw new Error("there are not two real nodes");
    one = first;
    two = second;
    const archive = await probeArchive(folder);
    await loadImages(cluster, [{ ref: PROBE_IMAGE, archive }], { printer: SILENT });
    await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: SHOP } });
    await apply({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data", namespace: SHOP },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "20Mi" } } },
    });
    await apply(probePod(SHOP, "web", "data", two.name));
    await apply(serviceOf(SHOP, "web"));
    for (const { name } of [one, two]) await apply(probePod(SHOP, `guest-${name}`, undefined, name));
    await apply(ingressOf(SHOP, "web", "demo.localhost"));
  });

  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("both are ready, run pods with logs and exec, and have the image", async () => {
    expect(cluster.workers).toMatchObject([{ name: two.name, running: true }]);
    await ready("web", `guest-${one.name}`, `guest-${two.name}`);
    for (const node of [one, two]) {
      const guest = `guest-${node.name}`;
      expect(await field(".spec.nodeName", "pod", guest)).toBe(node.name);
      expect((await kubectl(["-n", SHOP, "logs", guest])).stdout).toBe("serving on port 8080\n");
      expect(await exec(guest, "get", "127.0.0.1", "8080")).toMatchObject({ code: 0 });
    }
  });

  it("pods of both reach a Service by its name, and are seen under their own addresses", async () => {
    for (const { name } of [one, two]) {
      const guest = `guest-${name}`;
      expect((await exec(guest, "get", "web", "80")).stdout).toContain(`from ${await addressOf(guest)}`);
    }
  });

  it("the machine reaches a Service whose pod is on the second node, and the pod itself", async () => {
    const service = await field(".spec.clusterIP", "service", "web");
    expect(fromMachine(`http://${service}/`)).toContain(`from ${one.addresses.node}`);
    expect(fromMachine(`http://${await addressOf("web")}:8080/`)).toContain(`from ${two.addresses.host}`);
  });

  it("the ingress leads to a pod on the second node, from its own address", async () => {
    await expect.poll(throughIngress, { timeout: 30_000 }).toContain(`from ${one.addresses.ingress}\n`);
  });

  it("policies are enforced on the second node, for pods of both, the machine and the ingress", async () => {
    await apply({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "web", namespace: SHOP },
      spec: {
        podSelector: { matchLabels: { app: "web" } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            from: [
              { podSelector: { matchLabels: { app: `guest-${one.name}` } } },
              { ipBlock: { cidr: cluster.node?.ingress.from } },
            ],
          },
        ],
        egress: [{ to: [{ ipBlock: { cidr: cluster.node?.dns } }], ports: [{ port: 53, protocol: "UDP" }] }],
      },
    });
    await expect.poll(async () => (await exec(`guest-${two.name}`, "get", "web", "80")).code, PATIENCE).not.toBe(0);
    expect((await exec(`guest-${one.name}`, "get", "web", "80")).code).toBe(0);
    expect(throughIngress()).toContain("from ");
    expect(fromMachine(`http://${await addressOf("web")}:8080/`)).toBeUndefined();
    // Out: names are answered by the first node, and nothing else is.
    const out = await exec("web", "get", "kubernetes.default.svc.cluster.local", "443");
    expect(out.code).not.toBe(0);
    expect(out.stderr).not.toContain("name resolution");
    expect((await exec(`guest-${two.name}`, "get", "kubernetes.default", "443")).code).toBe(0);
  });

  it("a volume is of the node where its pod was placed", async () => {
    const volume = await field(".spec.volumeName", "pvc", "data");
    const [term] = JSON.parse(await field(".spec.nodeAffinity.required.nodeSelectorTerms", "pv", volume));
    expect(term.matchExpressions[0].values).toEqual([two.name]);
    expect(existsSync(join(two.folder, "var-lib/shopyard/volumes", `${volume}.ext4`))).toBe(true);
    const [bytes] = (await exec("web", "fill", "/data/file")).stdout.trim().split(" ");
    expect(Number(bytes)).toBeGreaterThan(15 * 2 ** 20);
  });

  it("one without power is silent, and the cluster finds that out by itself; the first can't be without", async () => {
    await expect(cluster.stopNode(one.name)).rejects.toThrow(
      `${one.name} has the cluster's DNS and the API server's address, so its power stays on: one that can go is ${two.name}.`,
    );
    const running = processesBeside(two.pid);
    const address = await addressOf(`guest-${two.name}`);
    expect(fromMachine(`http://${address}:8080/`)).toContain("from ");
    await cluster.stopNode(two.name);
    expect(running.filter(isAlive)).toEqual([]);
    // As of any machine that is away: no answer, and not an error that somebody would have to give.
    expect(() =>
      execFileSync("curl", ["-s", "-m", "2", "--noproxy", "*", `http://${address}:8080/`], { encoding: "utf8" }),
    ).toThrow(expect.objectContaining({ status: 28 }));
    expect(await clusterStatus(cluster.stateDir)).toMatchObject({
      state: "healthy",
      workers: [{ name: two.name, running: false }],
    });
    expect(await conditionOf(two)).toBe("True");
    await expect.poll(() => conditionOf(two), PATIENCE).toBe("Unknown");
    expect((await exec(`guest-${one.name}`, "get", "127.0.0.1", "8080")).code).toBe(0);
  });

  it("with its power back it is the same node, with its pods, image and volume", async () => {
    await cluster.startNode(two.name);
    expect(await conditionOf(two)).toBe("True");
    await expect.poll(() => field(".status.containerStatuses[0].restartCount", "pod", "web"), PATIENCE).toBe("1");
    await ready("web", `guest-${one.name}`, `guest-${two.name}`);
    // The file of before still fills it.
    const [bytes] = (await exec("web", "fill", "/data/another")).stdout.trim().split(" ");
    expect(Number(bytes)).toBe(0);
    await expect.poll(async () => (await exec(`guest-${one.name}`, "get", "web", "80")).code, PATIENCE).toBe(0);
    await expect.poll(async () => (await exec(`guest-${two.name}`, "get", "web", "80")).code, PATIENCE).not.toBe(0);
    expect(throughIngress()).toContain("from ");
    expect(await clusterStatus(cluster.stateDir)).toMatchObject({ state: "healthy", workers: [{ running: true }] });
  });

  it("a volume goes with its claim, by its own node's hand", async () => {
    const volume = await field(".spec.volumeName", "pvc", "data");
    await kubectl(["-n", SHOP, "delete", "pod", "web", "--wait"]);
    await kubectl(["-n", SHOP, "delete", "pvc", "data", "--wait"]);
    await expect.poll(() => field(".items[*].metadata.name", "pv"), { timeout: 60_000 }).toBe("");
    expect(existsSync(join(two.folder, "var-lib/shopyard/volumes", `${volume}.ext4`))).toBe(false);
    await expect.poll(loopFiles, { timeout: 30_000 }).not.toContain(volume);
  });

  it("they leave nothing on the machine when they end, one without power and volumes in use included", async () => {
    await apply({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "used", namespace: SHOP },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Mi" } } },
    });
    await apply(probePod(SHOP, "holder", "used", one.name));
    await ready("holder");
    await cluster.stopNode(two.name);
    const running = nodesNow().flatMap(({ pid }) => (pid === 0 ? [] : processesBeside(pid)));
    expect(running.length).toBeGreaterThan(8);
    await cluster.stop();
    expect(running.filter(isAlive)).toEqual([]);
    expect(processesNaming(cluster.stateDir)).toEqual([]);
    expect(machineState(one.id, two.id)).toEqual(before);
    for (const each of [one, two]) expect(existsSync(each.folder)).toBe(false);
    expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(cluster.stateDir);
  });
});
