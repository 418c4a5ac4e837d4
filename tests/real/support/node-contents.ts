import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { NodeAccess } from "../../../dev/node/node-state.ts";

const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

/** What a store's namespace holds on a real node: containers, mounts of its volumes and pods, loop devices. */
export function contentsOf(node: NodeAccess, namespace: string, volumes: readonly string[]): string[] {
  const { socket, namespace: space } = node.containerd;
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { encoding: "utf8", env: { ...process.env, PATH } });
  const containers = run(
    "ctr",
    ...["--address", socket, "--namespace", space, "containers", "list", "--quiet"],
    `labels."io.kubernetes.pod.namespace"==${namespace}`,
  );
  const pid = /^\/proc\/(\d+)\//.exec(socket)?.[1];
  const mounts = readFileSync(`/proc/${pid}/mounts`, "utf8");
  const loops = run("losetup", "--list", "--noheadings", "--output", "BACK-FILE");
  const lines = (text: string) => text.split("\n").filter((line) => line.trim() !== "");
  const ofVolumes = (line: string) => volumes.some((volume) => line.includes(volume));
  return [
    ...lines(containers).map((container) => `container ${container}`),
    ...lines(mounts)
      .filter(ofVolumes)
      .map((mount) => `mount ${mount}`),
    ...lines(loops)
      .filter(ofVolumes)
      .map((loop) => `loop device of ${loop}`),
  ];
}
