/** What a node leaves on the machine when its processes have ended; its files are the state folder's. */
export interface NodeLeftovers {
  link: string;
  cgroup: string;
  /** The node's folder, which the command line of what holds its namespaces names. */
  folder: string;
}

/** Removes the machine's end of a cable, and so both; what is gone already is no error. */
export function removeLink(link: string): Promise<void>;

/** Removes them; what is gone already is no error. */
export function removeNode(node: NodeLeftovers): Promise<void>;
