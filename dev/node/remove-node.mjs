// Plain JavaScript: the reaper runs it too, and has to start fast.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { endProcesses } from "../cluster/processes/end-process.mjs";
import { identify } from "../cluster/processes/identity.mjs";
import { removeCgroup } from "./cgroups.mjs";

/** @param {import("./remove-node.mjs").NodeLeftovers} node */
export async function removeNode({ link, cgroup, folder }) {
  // A start that was killed between starting them and writing that down.
  await endProcesses(holders(folder), 1000);
  await removeLink(link);
  await removeCgroup(cgroup);
}

/** What holds the node's namespaces open: `unshare`, and their process 1 as long as it is the shell that sets them up. */
function holders(folder) {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [program, ...args] = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      const holds = (program === "unshare" || program === "/bin/sh") && args.includes(folder);
      const identity = holds ? identify(Number(name)) : undefined;
      return identity === undefined ? [] : [identity];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

/**
 * The kernel removes it too, but only some time after the last process of the network namespace.
 * @param {string} link
 */
export async function removeLink(link) {
  if (!existsSync(`/sys/class/net/${link}`)) return;
  await new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };
    execFile("ip", ["link", "delete", link], { env }, (error, _, stderr) => {
      if (error === null || !existsSync(`/sys/class/net/${link}`)) resolve();
      else reject(new Error(`ip link delete ${link} failed: ${stderr.trim() || error.message}`, { cause: error }));
    });
  });
}
