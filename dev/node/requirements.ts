import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ClusterError } from "../cluster/cluster-error.ts";
import { firstExecutable } from "../cluster/tools/find-on-path.ts";
import { SYSTEM_PATH } from "./run-command.ts";

/** Where Debian's containernetworking-plugins are. */
export const CNI_PLUGINS = "/usr/lib/cni";

interface Requirement {
  /** Debian's package. */
  package: string;
  /** Programs on PATH, or absolute files, that show it to be there, whoever installed it. */
  shownBy: readonly string[];
}

const REQUIREMENTS: readonly Requirement[] = [
  { package: "containerd", shownBy: ["containerd", "ctr", "containerd-shim-runc-v2"] },
  { package: "runc", shownBy: ["runc"] },
  {
    package: "containernetworking-plugins",
    shownBy: ["ptp", "host-local", "loopback", "portmap"].map((p) => join(CNI_PLUGINS, p)),
  },
  { package: "iptables", shownBy: ["iptables", "iptables-save", "ip6tables"] },
  { package: "nftables", shownBy: ["nft"] },
  { package: "ipset", shownBy: ["ipset"] },
  { package: "iproute2", shownBy: ["ip"] },
  { package: "util-linux", shownBy: ["unshare", "nsenter"] },
  { package: "mount", shownBy: ["mount", "umount", "losetup"] },
  { package: "e2fsprogs", shownBy: ["mkfs.ext4"] },
  { package: "gcc", shownBy: ["gcc"] },
  { package: "libc6-dev", shownBy: ["/usr/include/stdlib.h"] },
];

/** Debian packages that a real node needs and this machine lacks. */
export function missingPackages(path = SYSTEM_PATH): string[] {
  const has = (name: string) => (name.startsWith("/") ? existsSync(name) : firstExecutable(name, path) !== undefined);
  return REQUIREMENTS.filter(({ shownBy }) => !shownBy.every(has)).map((requirement) => requirement.package);
}

/** Rights that root lacks in most containers. */
const CAPABILITIES = { CAP_SYS_ADMIN: 21, CAP_NET_ADMIN: 12, CAP_MKNOD: 27 } as const;

export interface Host {
  platform: NodeJS.Platform;
  uid: number | undefined;
  /** The text of /proc/self/status, on Linux. */
  status: string;
}

function thisHost(): Host {
  const { platform } = process;
  return {
    platform,
    uid: process.getuid?.(),
    status: platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "",
  };
}

/** Why no real node can run on this machine whatever is installed, or undefined. */
export function whyNoRealNode({ platform, uid, status }: Host = thisHost()): string | undefined {
  const otherwise = "leave --real out for simulated nodes";
  if (platform !== "linux") return `A real node needs Linux, and this is ${platform}: ${otherwise}.`;
  if (uid !== 0) return `A real node needs root (namespaces, mounts, network): run it as root, or ${otherwise}.`;
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? "0"}`);
  const lacking = Object.entries(CAPABILITIES)
    .filter(([, bit]) => (effective & (1n << BigInt(bit))) === 0n)
    .map(([name]) => name);
  if (lacking.length === 0) return undefined;
  return `A real node needs ${lacking.join(", ")}, which this root lacks (in a container: start that with --privileged), or ${otherwise}.`;
}

/**
 * Checks what a real node needs, and installs Debian's packages that lack where apt can. Nothing is ever removed or
 * upgraded for it: a machine with Docker's containerd keeps that, and it serves as well.
 * @throws ClusterError that says what is missing
 */
export function requireNodeHost(say: (line: string) => void): void {
  const impossible = whyNoRealNode();
  if (impossible !== undefined) throw new ClusterError(impossible);
  const missing = missingPackages();
  if (missing.length === 0) return;
  const manual = `A real node needs these Debian packages: ${missing.join(" ")} ("apt-get install ${missing.join(" ")}").`;
  if (!existsSync("/usr/bin/apt-get")) throw new ClusterError(manual);
  say(`installing Debian's ${missing.join(", ")}`);
  const apt = (...args: string[]) =>
    execFileSync("apt-get", args, {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "ignore", "pipe"],
    });
  try {
    apt("update", "-qq");
    apt("install", "-y", "-qq", "--no-install-recommends", "--no-remove", "--no-upgrade", ...missing);
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    throw new ClusterError(`${manual} apt-get failed: ${stderr?.toString().trim().slice(-500) ?? String(error)}`, {
      cause: error,
    });
  }
  const still = missingPackages();
  if (still.length > 0)
    throw new ClusterError(`Installed, yet something of these packages is not there: ${still.join(" ")}.`);
}
