import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cluster } from "../../dev/cluster/cluster.ts";
import { isAlive } from "../../dev/cluster/processes/identity.mjs";
import { readState } from "../../dev/cluster/state.ts";
import { clusterStatus } from "../../dev/cluster/status.ts";
import { SILENT } from "../../dev/cluster/tools/progress-printer.ts";
import { startCluster } from "../../dev/cluster/up.ts";
import { loadImages, tagImage } from "../../dev/node/load-images.ts";
import { inside } from "../../dev/node/namespaces/node-environment.ts";
import type { NodeAccess, NodeState } from "../../dev/node/node-state.ts";
import { ingressOf, kubectlOf, probePod, serviceOf } from "./support/kubectl.ts";
import { loopFiles, type MachineState, machineState, processesBeside, processesNaming } from "./support/machine.ts";
import { PROBE_IMAGE, probeArchive } from "./support/probe-image.ts";
import { NO_REAL_NODE, realNodeTitle } from "./support/requirement.ts";

const SHOP = "shop";
const OTHER = "other";

describe.skipIf(NO_REAL_NODE !== undefined)(realNodeTitle("a real node"), () => {
  let folder: string;
  let before: MachineState;
  let cluster: Cluster;
  let node: NodeAccess;
  let state: NodeState;
  let kubectl: ReturnType<typeof kubectlOf>;
  let archive: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "shopyard-node-"));
    before = machineState();
    cluster = await startCluster({ real: true, stateDir: join(folder, "cluster"), printer: SILENT });
    if (cluster.node === undefined) throw new Error("the cluster has no real node");
    node = cluster.node;
    const recorded = readState(cluster.stateDir)?.node;
    if (recorded === undefined) throw new Error("the state has no real node");
    state = recorded;
    kubectl = kubectlOf(cluster);
    archive = await probeArchive(folder);
    await loadImages(cluster, [{ ref: PROBE_IMAGE, archive }], { printer: SILENT });
    for (const namespace of [SHOP, OTHER]) {
      await kubectl(["apply", "-f", "-"], {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      });
    }
    await kubectl(["apply", "-f", "-"], {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data", namespace: SHOP },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "20Mi" } } },
    });
    for (const object of [
      probePod(SHOP, "shop-web", "data"),
      serviceOf(SHOP, "web"),
      probePod(SHOP, "guest"),
      probePod(OTHER, "stranger"),
    ]) {
      const applied = await kubectl(["apply", "-f", "-"], object);
      expect(applied.stderr).toBe("");
    }
    await kubectl(["-n", SHOP, "patch", "service", "web", "-p", '{"spec":{"selector":{"app":"shop-web"}}}']);
  });

  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const exec = (namespace: string, pod: string, ...command: string[]) =>
    kubectl(["-n", namespace, "exec", pod, "--", "/probe", ...command]);
  const ingress = async (host: string, path = "/") =>
    execFileSync("curl", ["-s", "-m", "10", "-i", "--noproxy", "*", `http://${host}:${node.ingress.port}${path}`], {
      encoding: "utf8",
    });
  const podAddress = async (pod: string) =>
    (await kubectl(["-n", SHOP, "get", "pod", pod, "-o", "jsonpath={.status.podIP}"])).stdout;
  const fromMachine = (url: string, ...options: string[]) => {
    try {
      return execFileSync("curl", ["-s", "-m", "2", "--noproxy", "*", ...options, url], { encoding: "utf8" });
    } catch {
      return undefined;
    }
  };

  it("is what it says it is", async () => {
    expect(cluster.simulated).toBe(false);
    expect(node).toMatchObject({
      enforcesPolicies: true,
      storageClass: "loop",
      gatewayApi: expect.stringMatching(/^v1\./),
    });
    const status = await clusterStatus(cluster.stateDir);
    expect(status).toMatchObject({ state: "healthy", node });
    expect(status.processes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["containerd", "kubelet", "kube-router"]),
    );
    expect(status.processes.map(({ name }) => name)).not.toContain("kwok");
    const { stdout } = await kubectl(["get", "crd", "httproutes.gateway.networking.k8s.io", "-o", "name"]);
    expect(stdout).toContain("httproutes");
  });

  it("runs a pod that meets the restricted standard, with logs and exec", async () => {
    const waited = await kubectl([
      "-n",
      SHOP,
      "wait",
      "--for=condition=Ready",
      "pod/shop-web",
      "pod/guest",
      "--timeout=60s",
    ]);
    expect(waited).toMatchObject({ code: 0 });
    expect((await kubectl(["-n", SHOP, "logs", "shop-web"])).stdout).toBe("serving on port 8080\n");
    expect(await exec(SHOP, "shop-web", "get", "127.0.0.1", "8080")).toMatchObject({ code: 0 });
  });

  it("answers a Service by its name, from a pod and from the machine", async () => {
    for (const name of ["web", `web.${SHOP}`, `web.${SHOP}.svc.cluster.local`]) {
      expect((await exec(SHOP, "guest", "get", name, "80")).stdout).toContain(`from ${await podAddress("guest")}`);
    }
    const { stdout: address } = await kubectl([
      "-n",
      SHOP,
      "get",
      "service",
      "web",
      "-o",
      "jsonpath={.spec.clusterIP}",
    ]);
    expect(fromMachine(`http://${address}/`)).toContain(`from ${state.addresses.host}`);
  });

  it("gives a claim a volume of exactly its size, which really fills up", async () => {
    const [bytes, ...error] = (await exec(SHOP, "shop-web", "fill", "/data/file")).stdout.trim().split(" ");
    expect(error.join(" ")).toBe("No space left on device");
    expect(Number(bytes)).toBeGreaterThan(15 * 2 ** 20);
    expect(Number(bytes)).toBeLessThanOrEqual(20 * 2 ** 20);
  });

  it("keeps a volume when its pod goes and comes, and when the provisioner starts again", async () => {
    await kubectl(["-n", SHOP, "delete", "pod", "shop-web", "--wait"]);
    const [program, args] = inside(state.pid, process.execPath, [
      ...[join(import.meta.dirname, "../../dev/node/provisioner/main.ts"), "--kubeconfig", cluster.kubeconfig],
      ...["--node", node.name, "--folder", "/var/lib/shopyard/volumes"],
    ]);
    // A second one at the same time sees what one that was restarted sees; it must find nothing to do.
    expect(() => execFileSync("timeout", ["3", program, ...args], { encoding: "utf8" })).toThrow();
    await kubectl(["apply", "-f", "-"], probePod(SHOP, "shop-web", "data"));
    await kubectl(["-n", SHOP, "wait", "--for=condition=Ready", "pod/shop-web", "--timeout=60s"]);
    const [bytes] = (await exec(SHOP, "shop-web", "fill", "/data/another")).stdout.trim().split(" ");
    expect(Number(bytes)).toBe(0);
  });

  it("routes hosts of Ingress objects, says what it is for others, and passes the host on", async () => {
    await kubectl(["apply", "-f", "-"], ingressOf(SHOP, "web", "demo.localhost"));
    await expect.poll(() => ingress("demo.localhost", "/cart?a=b"), { timeout: 30_000 }).toMatch(/^HTTP\/1.1 200 OK/);
    const answer = await ingress("demo.localhost", "/cart?a=b");
    expect(answer).toContain(`from ${state.addresses.ingress}\n`);
    expect(answer).toContain("GET /cart?a=b HTTP/1.1");
    expect(answer.toLowerCase()).toContain(`host: demo.localhost:${node.ingress.port}`);
    expect(await ingress("nobody.localhost")).toMatch(/^HTTP\/1.1 404[\s\S]*development ingress/);
  });

  it("enforces policies: between pods, for DNS, and for the machine, the ingress's address excepted", async () => {
    await kubectl(["-n", OTHER, "wait", "--for=condition=Ready", "pod/stranger", "--timeout=60s"]);
    const address = await podAddress("shop-web");
    expect((await exec(OTHER, "stranger", "get", address, "8080")).code).toBe(0);
    const applied = await kubectl(["apply", "-f", "-"], {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "shop", namespace: SHOP },
      spec: {
        podSelector: { matchLabels: { app: "shop-web" } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          { from: [{ podSelector: { matchLabels: { app: "guest" } } }, { ipBlock: { cidr: node.ingress.from } }] },
        ],
        egress: [{ to: [{ ipBlock: { cidr: node.dns } }], ports: [{ port: 53, protocol: "UDP" }] }],
      },
    });
    expect(applied.stderr).toBe("");
    await expect.poll(() => fromMachine(`http://${address}:8080/`), { timeout: 60_000 }).toBeUndefined();
    expect(fromMachine(`http://${address}:8080/`, "--interface", state.addresses.ingress)).toContain("from ");
    expect(await ingress("demo.localhost")).toMatch(/^HTTP\/1.1 200/);
    expect((await exec(SHOP, "guest", "get", "web", "80")).code).toBe(0);
    expect((await exec(OTHER, "stranger", "get", address, "8080")).code).not.toBe(0);
    // Out: names are answered, and nothing else is, the API server included.
    const api = await exec(SHOP, "shop-web", "get", "kubernetes.default.svc.cluster.local", "443");
    expect(api.code).not.toBe(0);
    expect(api.stderr).not.toContain("name resolution");
    expect((await exec(SHOP, "shop-web", "get", await podAddress("guest"), "8080")).code).not.toBe(0);
    expect((await exec(OTHER, "stranger", "get", "kubernetes.default", "443")).code).toBe(0);
  });

  it("skips an image that is there, and tags one anew", async () => {
    const [again] = await loadImages(cluster, [{ ref: PROBE_IMAGE, archive }], { printer: SILENT });
    expect(again).toMatchObject({ ref: PROBE_IMAGE, state: "present" });
    await tagImage(cluster, PROBE_IMAGE, "shopyard/probe:2");
    const [tagged] = await loadImages(cluster, [{ ref: "shopyard/probe:2", archive }], { printer: SILENT });
    expect(tagged).toMatchObject({ ref: "docker.io/shopyard/probe:2", state: "present" });
    const pod = probePod(OTHER, "tagged") as { spec: { containers: { image: string }[] } };
    for (const container of pod.spec.containers) container.image = "shopyard/probe:2";
    await kubectl(["apply", "-f", "-"], pod);
    const ready = await kubectl(["-n", OTHER, "wait", "--for=condition=Ready", "pod/tagged", "--timeout=60s"]);
    expect(ready).toMatchObject({ code: 0 });
    const [named] = await loadImages(cluster, [{ ref: "shopyard/probe:3", archive }], { printer: SILENT });
    expect(named).toMatchObject({ ref: "docker.io/shopyard/probe:3", state: "loaded" });
  });

  it("is reused by a second start, and another cluster can have a node beside it", async () => {
    const again = await startCluster({ real: true, stateDir: cluster.stateDir, printer: SILENT });
    expect(again).toMatchObject({ reused: true, node });
    const beside = await startCluster({ real: true, stateDir: join(folder, "beside"), printer: SILENT });
    try {
      expect(beside.node?.dns).not.toBe(node.dns);
      expect((await kubectlOf(beside)(["get", "nodes", "-o", "name"])).stdout).toContain(beside.node?.name);
      expect((await kubectl(["get", "nodes", "-o", "name"])).stdout.trim()).toBe(`node/${node.name}`);
    } finally {
      await beside.stop();
    }
    expect((await exec(SHOP, "guest", "get", "web", "80")).code).toBe(0);
  });

  it("removes a volume with its claim", async () => {
    const volume = (await kubectl(["-n", SHOP, "get", "pvc", "data", "-o", "jsonpath={.spec.volumeName}"])).stdout;
    const file = join(state.folder, "var-lib/shopyard/volumes", `${volume}.ext4`);
    expect(existsSync(file)).toBe(true);
    expect(loopFiles()).toContain(volume);
    await kubectl(["-n", SHOP, "delete", "pod", "shop-web", "--wait"]);
    await kubectl(["-n", SHOP, "delete", "pvc", "data", "--wait"]);
    await expect.poll(async () => (await kubectl(["get", "pv", "-o", "name"])).stdout, { timeout: 60_000 }).toBe("");
    expect(existsSync(file)).toBe(false);
    await expect.poll(() => loopFiles(), { timeout: 30_000 }).not.toContain(volume);
  });

  it("leaves nothing on the machine when it ends, volumes in use included", async () => {
    await kubectl(["apply", "-f", "-"], {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "used", namespace: OTHER },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Mi" } } },
    });
    await kubectl(["apply", "-f", "-"], probePod(OTHER, "holder", "used"));
    await kubectl(["-n", OTHER, "wait", "--for=condition=Ready", "pod/holder", "--timeout=60s"]);
    const volume = (await kubectl(["-n", OTHER, "get", "pvc", "used", "-o", "jsonpath={.spec.volumeName}"])).stdout;
    expect(loopFiles()).toContain(volume);
    const running = processesBeside(state.pid);
    expect(running.length).toBeGreaterThan(8);
    expect(machineState(state.id).cgroups.length).toBeGreaterThan(0);
    await cluster.stop();
    expect(running.filter(isAlive)).toEqual([]);
    expect(processesNaming(cluster.stateDir)).toEqual([]);
    expect(machineState(state.id)).toEqual(before);
    expect(loopFiles()).not.toContain(volume);
    expect(existsSync(state.folder)).toBe(false);
    expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(cluster.stateDir);
  });
});
