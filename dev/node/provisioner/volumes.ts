import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../run-command.ts";

/**
 * The volumes in one folder: `<name>.ext4`, a sparse file with a file system of exactly the volume's size, and `<name>`,
 * where it is mounted. A volume is full when its own size is used up, whatever the disk below has.
 */
export interface Volumes {
  /** Makes a volume, or what is missing of it; returns where it is mounted. */
  ensure(name: string, bytes: number): Promise<string>;
  /** Unmounts and removes it; what is gone already is no error. */
  remove(name: string): Promise<void>;
  names(): string[];
}

/** In the node. */
export const VOLUMES_FOLDER = "/var/lib/shopyard/volumes";

/**
 * The kernel frees the loop device with its last mount. Nothing has to outlive a power cut of the machine, so writes that
 * a database waits for reach its memory and not its disk, as with the cluster's etcd.
 */
export const MOUNT_OPTIONS = "loop,noatime,nobarrier";

/** ext4 needs some room for itself; what is asked for below this gets it. */
export const SMALLEST_VOLUME = 2 ** 20;

export function createVolumes(folder: string): Volumes {
  const image = (name: string) => join(folder, `${name}.ext4`);
  const place = (name: string) => join(folder, name);
  return {
    async ensure(name, bytes) {
      mkdirSync(folder, { recursive: true });
      if (!existsSync(image(name))) await makeImage(image(name), Math.max(bytes, SMALLEST_VOLUME));
      mkdirSync(place(name), { recursive: true });
      if (!isMounted(place(name))) await runCommand("mount", ["-o", MOUNT_OPTIONS, image(name), place(name)]);
      return place(name);
    },
    async remove(name) {
      if (isMounted(place(name))) await runCommand("umount", [place(name)]);
      if (existsSync(place(name))) rmdirSync(place(name));
      rmSync(image(name), { force: true });
    },
    names: () =>
      existsSync(folder) ? [...new Set(readdirSync(folder).map((file) => file.replace(/\.ext4(\.part)?$/, "")))] : [],
  };
}

/** Whole under its name, or not there: a restart in the middle begins anew. */
async function makeImage(file: string, bytes: number): Promise<void> {
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const handle = await open(part, "w", 0o600);
  await handle.truncate(bytes);
  await handle.close();
  // A cluster that is thrown away after a crash needs no journal, and an unprivileged pod no reserve for root.
  await runCommand("mkfs.ext4", ["-q", "-F", "-m", "0", "-O", "^has_journal", "-E", "lazy_itable_init=1", part]);
  renameSync(part, file);
}

/** By the kernel's own list, in which blanks are written in octal. */
export function isMounted(place: string, mounts = readFileSync("/proc/self/mounts", "utf8")): boolean {
  const written = place.replaceAll("\\", "\\134").replaceAll(" ", "\\040");
  return mounts.split("\n").some((line) => line.split(" ")[1] === written);
}
