import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { identify, type ProcessIdentity } from "../../../dev/cluster/processes/identity.mjs";
import { hierarchies } from "../../../dev/node/cgroups.mjs";

/** What a cluster with a real node could leave on the machine, a sorted line each. */
export interface MachineState {
  mounts: string[];
  links: string[];
  routes: string[];
  netfilter: string[];
  loops: string[];
  cgroups: string[];
  /** What a node's programs would leave in the folder for temporary files. */
  temporary: string[];
}

/**
 * The machine as it is now. Other real clusters may come and go meanwhile, so what carries the name of another node is
 * left out; `ours` are the ids of those that are looked for.
 */
export function machineState(...ours: (string | undefined)[]): MachineState {
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, {
      encoding: "utf8",
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    })
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !isOfAnother(line, ours))
      .sort();
  return {
    mounts: readFileSync("/proc/self/mounts", "utf8").trim().split("\n").sort(),
    links: run("ip", "-oneline", "link").map((line) => line.replace(/^\d+: /, "").replace(/[:@].*/, "")),
    routes: run("ip", "route", "show", "table", "all"),
    netfilter: run("nft", "list", "ruleset"),
    // A file of another cluster's volume can't be told from ours by its path: tests look for theirs by name.
    loops: run("losetup", "--list", "--noheadings", "--output", "BACK-FILE").filter(
      (line) => !line.includes("/var/lib/shopyard/"),
    ),
    cgroups: hierarchies()
      .flatMap(({ folder }) => readdirSync(folder).map((name) => `${folder}/${name}`))
      .filter((path) => path.includes("shopyard") && !isOfAnother(path, ours))
      .sort(),
    temporary: readdirSync(tmpdir())
      .filter((name) => /^(kubelet|containerd|ctd|runc|kube-)/.test(name))
      .sort(),
  };
}

function isOfAnother(text: string, ours: readonly (string | undefined)[]): boolean {
  const id = /\bsy\d+-([0-9a-f]{6})|shopyard-([0-9a-f]{6})/.exec(text);
  return id !== null && !ours.includes(id[1] ?? id[2]);
}

/**
 * The processes that share a namespace with this one. By pid and start: the kernel gives a namespace's number to another
 * cluster's as soon as it is free.
 */
export function processesBeside(pid: number): ProcessIdentity[] {
  const namespaces = namespacesOf(pid);
  return ofEachProcess((other) =>
    namespacesOf(other).some((one) => namespaces.includes(one)) ? identify(other) : undefined,
  );
}

/** Command lines of processes that name this word. */
export function processesNaming(word: string): string[] {
  return ofEachProcess((pid) => {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return command.includes(word) ? `${pid}: ${command}` : undefined;
  });
}

function namespacesOf(pid: number): string[] {
  return ["net", "mnt", "pid"].map((kind) => readlinkSync(`/proc/${pid}/ns/${kind}`));
}

function ofEachProcess<T>(look: (pid: number) => T | undefined): T[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const found = look(Number(name));
      return found === undefined ? [] : [found];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

/** Backing files of loop devices. */
export function loopFiles(): string {
  return execFileSync("losetup", ["--list", "--noheadings", "--output", "BACK-FILE"], {
    encoding: "utf8",
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
}
