import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CertificateFiles } from "../../cluster/certificates.ts";
import type { NodeState } from "../node-state.ts";
import { CONTAINERD_SOCKET, mayLowerOomScores } from "./containerd.ts";

export interface KubeletFiles {
  ca: string;
  serving: CertificateFiles;
  kubeconfig: string;
}

/** Writes kubelet's configuration into the node's folder; returns its arguments. */
export function kubeletArgs(node: NodeState, files: KubeletFiles): string[] {
  const resolver = join(node.folder, "resolv.conf");
  writeFileSync(resolver, `nameserver ${node.addresses.dns}\n`);
  const config = join(node.folder, "kubelet.json");
  writeFileSync(config, JSON.stringify(kubeletConfig(node, files, resolver), null, 2));
  return [
    `--config=${config}`,
    `--kubeconfig=${files.kubeconfig}`,
    `--hostname-override=${node.name}`,
    `--node-ip=${node.addresses.node}`,
    "--root-dir=/var/lib/kubelet",
    "--v=1",
  ];
}

export function kubeletConfig(node: NodeState, { ca, serving }: KubeletFiles, resolvConf: string): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    address: node.addresses.node,
    readOnlyPort: 0,
    tlsCertFile: serving.cert,
    tlsPrivateKeyFile: serving.key,
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: ca } },
    authorization: { mode: "Webhook" },
    clusterDomain: "cluster.local",
    clusterDNS: [node.addresses.dns],
    resolvConf,
    failCgroupV1: false,
    failSwapOn: false,
    cgroupDriver: "cgroupfs",
    cgroupRoot: node.cgroup,
    protectKernelDefaults: false,
    ...(mayLowerOomScores() ? {} : { oomScoreAdj: ownOomScore() }),
    maxPods: 200,
    serializeImagePulls: false,
    // The machine's disk is shared with everything else on it: only a disk that is really full evicts.
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "1%",
      "nodefs.inodesFree": "1%",
      "imagefs.available": "1%",
      "imagefs.inodesFree": "1%",
    },
    // Images are imported, not pulled: one that is removed would not come back.
    imageGCHighThresholdPercent: 100,
    imageMaximumGCAge: "0s",
    volumePluginDir: "/var/lib/kubelet/volume-plugins",
    containerLogMaxSize: "5Mi",
    logging: { format: "text" },
  };
}

/** kubelet wants -999; without the right to lower its score it may keep the one it has. */
function ownOomScore(): number {
  return Number(readFileSync("/proc/self/oom_score_adj", "utf8"));
}
