/** What a node leaves on the machine when its processes have ended; its files are the state folder's. */
export interface NodeLeftovers {
  link: string;
  cgroup: string;
  /** The node's folder, which the command line of what holds its namespaces names. */
  folder: string;
}

/** Removes them; what is gone already is no error. */
export function removeNode(node: NodeLeftovers): Promise<void>;
