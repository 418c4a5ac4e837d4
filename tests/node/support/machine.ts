import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { hierarchies } from "../../../dev/node/cgroups.mjs";

/** What a cluster with a real node could leave on the machine, a sorted line each. */
export interface MachineState {
  mounts: string[];
  links: string[];
  routes: string[];
  netfilter: string[];
  loops: string[];
  cgroups: string[];
}

/**
 * The machine as it is now. Other real clusters may come and go meanwhile, so what carries the name of another node is
 * left out; `ours` is the id of the one that is looked for.
 */
export function machineState(ours?: string): MachineState {
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
  };
}

function isOfAnother(text: string, ours: string | undefined): boolean {
  const id = /\bsy\d+-([0-9a-f]{6})|shopyard-([0-9a-f]{6})/.exec(text);
  return id !== null && (id[1] ?? id[2]) !== ours;
}

/** The namespaces of a process, such as `net:[4026531840]`. */
export function namespacesOf(pid: number): string[] {
  return ["net", "mnt", "pid"].map((kind) => readlinkSync(`/proc/${pid}/ns/${kind}`));
}

/** Command lines of processes that are in one of these namespaces, or that name one of these words. */
export function processesOf(namespaces: readonly string[], words: readonly string[]): string[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      const inside = namespacesOf(Number(name)).some((namespace) => namespaces.includes(namespace));
      return inside || words.some((word) => command.includes(word)) ? [`${name}: ${command}`] : [];
    } catch {
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
