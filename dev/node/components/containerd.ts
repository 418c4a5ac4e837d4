import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AddressPlan } from "../address-plan.ts";
import { CNI_PLUGINS } from "../requirements.ts";

export const PAUSE_IMAGE = "localhost/pause:1";
const CAP_SYS_RESOURCE = 24n;

/** The node's /run and /var/lib are its own, so these are the usual places and yet not the machine's. */
export const CONTAINERD_SOCKET = "/run/containerd/containerd.sock";

/** Whether this process, and so its children, may lower out-of-memory scores. */
export function mayLowerOomScores(status = readFileSync("/proc/self/status", "utf8")): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1];
  return effective !== undefined && (BigInt(`0x${effective}`) & (1n << CAP_SYS_RESOURCE)) !== 0n;
}

/** Writes the configuration of containerd and of its network plugins into `folder`; returns containerd's arguments. */
export function containerdArgs(folder: string, addresses: AddressPlan): string[] {
  const networks = join(folder, "cni");
  mkdirSync(networks, { recursive: true });
  writeFileSync(join(networks, "10-shopyard.conflist"), JSON.stringify(networkConfig(addresses), null, 2));
  const file = join(folder, "containerd.toml");
  writeFileSync(
    file,
    containerdConfig({ networks, lowersOomScores: mayLowerOomScores(), snapshotter: snapshotterFor(folder) }),
  );
  return ["--config", file, "--log-level", "warn"];
}

const OVERLAYFS = 0x794c7630;

/** Overlays can't lie on an overlay, as a container's own root is one; copies can. */
export function snapshotterFor(folder: string, typeOf = (path: string) => statfsSync(path).type): Snapshotter {
  return typeOf(folder) === OVERLAYFS ? "native" : "overlayfs";
}

export type Snapshotter = "overlayfs" | "native";

export interface ContainerdOptions {
  /** The folder with the networks' configuration. */
  networks: string;
  lowersOomScores: boolean;
  snapshotter: Snapshotter;
}

export function containerdConfig({ networks, lowersOomScores, snapshotter }: ContainerdOptions): string {
  return `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
oom_score = 0

[grpc]
  address = ${JSON.stringify(CONTAINERD_SOCKET)}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  # Without CAP_SYS_RESOURCE runc can't give the scores that kubelet asks for, and dies.
  restrict_oom_score_adj = ${!lowersOomScores}
  disable_apparmor = ${!existsSync("/sys/kernel/security/apparmor")}
  max_container_log_line_size = 16384

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "${snapshotter}"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = ${JSON.stringify(CNI_PLUGINS)}
    conf_dir = ${JSON.stringify(networks)}
`;
}

/**
 * A pair of interfaces for each pod and routing between them: on a bridge, traffic between pods of one node would
 * evade the filters that enforce NetworkPolicies.
 */
function networkConfig({ pods }: AddressPlan): object {
  return {
    cniVersion: "0.4.0",
    name: "shopyard",
    plugins: [
      {
        type: "ptp",
        ipMasq: false,
        ipam: { type: "host-local", ranges: [[{ subnet: pods }]], routes: [{ dst: "0.0.0.0/0" }] },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  };
}
