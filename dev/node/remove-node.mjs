// Plain JavaScript: the reaper runs it too, and has to start fast.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { removeCgroup } from "./cgroups.mjs";

/** @param {import("./remove-node.mjs").NodeLeftovers} node */
export async function removeNode({ link, cgroup }) {
  await removeLink(link);
  await removeCgroup(cgroup);
}

/** The kernel removes it too, but only some time after the last process of the network namespace. */
async function removeLink(link) {
  if (!existsSync(`/sys/class/net/${link}`)) return;
  await new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };
    execFile("ip", ["link", "delete", link], { env }, (error, _, stderr) => {
      if (error === null || !existsSync(`/sys/class/net/${link}`)) resolve();
      else reject(new Error(`ip link delete ${link} failed: ${stderr.trim() || error.message}`, { cause: error }));
    });
  });
}
