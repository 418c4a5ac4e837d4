export interface Hierarchy {
  folder: string;
  version: 1 | 2;
  options: string;
}

/** The mounted cgroup hierarchies: one of version 2, or one a controller of version 1 (or both). */
export function hierarchies(): Hierarchy[];

/** Makes a cgroup such as `/shopyard-1a2b3c` in every hierarchy, with every controller its children may want. */
export function createCgroup(cgroup: string): void;

/** Removes a cgroup with all below it, from every hierarchy; what its last processes still hold is tried again. */
export function removeCgroup(cgroup: string, timeoutMs?: number): Promise<void>;
