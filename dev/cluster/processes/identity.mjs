// Plain JavaScript without dependencies: bootstrap.mjs runs it on Node 18, before anything is installed.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** @param {number} pid */
export function startTimeOf(pid) {
  if (process.platform !== "linux") return startTimeByPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in parentheses and may hold anything, so count from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return `${bootId()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** @param {{ pid: number, startTime: string }} identity */
export function isAlive(identity) {
  return startTimeOf(identity.pid) === identity.startTime;
}

/** @param {number} [pid] */
export function identify(pid = process.pid) {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

function bootId() {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "unknown-boot";
  }
}

/** @param {number} pid */
function startTimeByPs(pid) {
  try {
    const line = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" ? undefined : line;
  } catch {
    return undefined;
  }
}
