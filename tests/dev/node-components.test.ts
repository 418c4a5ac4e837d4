import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { addressPlan } from "../../dev/node/address-plan.ts";
import {
  containerdArgs,
  containerdConfig,
  mayLowerOomScores,
  snapshotterFor,
} from "../../dev/node/components/containerd.ts";
import { corednsArgs } from "../../dev/node/components/coredns.ts";
import { kubeProxyArgs } from "../../dev/node/components/kube-proxy.ts";
import { kubeRouterArgs } from "../../dev/node/components/kube-router.ts";
import { kubeletArgs } from "../../dev/node/components/kubelet.ts";
import { type NodeState, nodeAccess } from "../../dev/node/node-state.ts";
import { temporaryFolder } from "./temporary-folder.ts";

function someNode(): NodeState {
  const folder = join(temporaryFolder(), "node");
  mkdirSync(folder);
  const addresses = addressPlan(5);
  const names = { id: "0a1b2c", name: "real-5", link: "sy5-0a1b2c", cgroup: "/shopyard-0a1b2c" };
  return { ...names, addresses, folder, pid: 4711, ingressPort: 8080, enforcesPolicies: true, gatewayApi: "v1.4.1" };
}

test("programs learn of a node what charts and people need", () => {
  expect(nodeAccess(someNode())).toEqual({
    name: "real-5",
    ingress: { port: 8080, address: "10.89.5.3", from: "10.89.5.3/32" },
    apiServers: ["10.91.20.1", "10.89.5.1"],
    dns: "10.89.5.2/32",
    enforcesPolicies: true,
    containerd: { socket: "/proc/4711/root/run/containerd/containerd.sock", namespace: "k8s.io" },
    gatewayApi: "v1.4.1",
    storageClass: "loop",
  });
});

test("the name of the cable fits the kernel's 15 letters for the highest number", () => {
  expect("sy62-0a1b2c".length).toBeLessThanOrEqual(15);
});

test("pods are joined by pairs of interfaces and not by a bridge, which would evade the filters", () => {
  const node = someNode();
  containerdArgs(node.folder, node.addresses);
  const { plugins } = JSON.parse(readFileSync(join(node.folder, "cni/10-shopyard.conflist"), "utf8"));
  expect(plugins[0]).toMatchObject({ type: "ptp", ipam: { ranges: [[{ subnet: "10.90.5.0/24" }]] } });
});

test.each([
  ["CapEff:\t000001ffffffffff", true],
  ["CapEff:\t000001fffeffffff", false],
])("%s: may out-of-memory scores be lowered? %s", (status, expected) => {
  expect(mayLowerOomScores(status)).toBe(expected);
  const config = containerdConfig({ networks: "/n", lowersOomScores: expected, snapshotter: "overlayfs" });
  expect(config).toContain(`restrict_oom_score_adj = ${!expected}`);
});

test("on an overlay images are unpacked as copies", () => {
  expect(snapshotterFor("/", () => 0x794c7630)).toBe("native");
  expect(snapshotterFor("/", () => 0xef53)).toBe("overlayfs");
});

test("kubelet is kept to the node's own cgroup, address and names, on either version of cgroups", () => {
  const node = someNode();
  const serving = { cert: "/pki/serving.crt", key: "/pki/serving.key" };
  const args = kubeletArgs(node, { ca: "/pki/ca.crt", serving, kubeconfig: "/k" });
  const file = args.find((arg) => arg.startsWith("--config="))?.slice("--config=".length) ?? "";
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    cgroupRoot: "/shopyard-0a1b2c",
    cgroupDriver: "cgroupfs",
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: ["10.89.5.2"],
    authentication: { anonymous: { enabled: false } },
    imageGCHighThresholdPercent: 100,
  });
  expect(args).toContain("--node-ip=10.89.5.2");
});

test("what comes from the machine keeps its address: kube-proxy is not told the pods' range", () => {
  const node = someNode();
  const [arg = ""] = kubeProxyArgs(node, "/k");
  const config = parse(readFileSync(arg.slice("--config=".length), "utf8"));
  expect(config).toMatchObject({ mode: "nftables", clusterCIDR: "", conntrack: { maxPerCore: 0, min: 0 } });
});

test("kube-router only enforces policies, and DNS answers on the node's address only", () => {
  const node = someNode();
  expect(kubeRouterArgs(node, "/k")).toEqual(
    expect.arrayContaining([
      "--run-firewall=true",
      "--run-router=false",
      "--run-service-proxy=false",
      "--service-cluster-ip-range=10.91.20.0/22",
    ]),
  );
  const [, corefile = ""] = corednsArgs(node, "/k");
  expect(readFileSync(corefile, "utf8")).toContain("bind 10.89.5.2");
});
