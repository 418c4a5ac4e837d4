// Plain JavaScript: the reaper runs it too, and has to start fast.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** The mounted cgroup hierarchies: one of version 2, or one a controller of version 1 (or both). */
export function hierarchies() {
  return readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, , type]) => type === "cgroup" || type === "cgroup2")
    .map(([, folder, type, options]) => ({
      folder: folder.replaceAll("\\040", " "),
      version: type === "cgroup" ? 1 : 2,
      options,
    }));
}

/** @param {string} cgroup */
export function createCgroup(cgroup) {
  for (const { folder, version } of hierarchies()) {
    if (version === 2) delegate(folder);
    const path = join(folder, cgroup);
    mkdirSync(path, { recursive: true });
    if (version === 2) delegate(path);
    // A new cpuset is empty, and nothing can run in it until it has its parent's processors and memory.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      if (version !== 1 || !existsSync(join(path, file))) continue;
      writeFileSync(join(path, file), readFileSync(join(folder, file), "utf8"));
    }
  }
}

/** What kubelet bounds pods with. */
const CONTROLLERS = ["cpu", "cpuset", "memory", "pids", "io", "hugetlb"];

/** Hands these controllers of a version 2 cgroup to its children; one that can't be stays. */
function delegate(path) {
  const there = readFileSync(join(path, "cgroup.controllers"), "utf8").split(/\s+/);
  const controllers = CONTROLLERS.filter((controller) => there.includes(controller));
  const given = new Set(readFileSync(join(path, "cgroup.subtree_control"), "utf8").split(/\s+/));
  for (const controller of controllers) {
    if (given.has(controller)) continue;
    try {
      writeFileSync(join(path, "cgroup.subtree_control"), `+${controller}`);
    } catch {
      // kubelet names those it can't do without.
    }
  }
}

/**
 * Removes a cgroup with all below it, from every hierarchy; what its last processes still hold is tried again.
 * @param {string} cgroup
 */
export async function removeCgroup(cgroup, timeoutMs = 10_000) {
  const deadline = Date.now() + timeoutMs;
  for (const { folder } of hierarchies()) {
    for (;;) {
      try {
        removeTree(join(folder, cgroup));
        break;
      } catch (error) {
        if (error.code !== "EBUSY" || Date.now() > deadline) throw error;
        await delay(20);
      }
    }
  }
}

function removeTree(path) {
  let children;
  try {
    children = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  for (const { name } of children) removeTree(join(path, name));
  try {
    rmdirSync(path);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}
