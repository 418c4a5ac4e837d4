/**
 * The addresses of one real node, all from its number, so that several of them can run on one machine:
 *
 *   10.89.N.0/29        the cable between the machine and the node (a veth pair)
 *     .1                the machine's end: the API server
 *     .2                the node's end: kubelet, CoreDNS
 *     .3                the machine's end again: only the ingress connects from it, so that policies can name it
 *   10.90.N.0/24        pods
 *   10.91.4N.0/22       Services; the first is kubernetes.default
 *
 * A cluster's first node gives it its Services, the API server's address, the ingress and DNS; its further nodes have a
 * cable and pods of their own numbers.
 */
export interface AddressPlan {
  number: number;
  /** Prefix length of `host`, `node` and `ingress`. */
  linkPrefix: number;
  host: string;
  node: string;
  ingress: string;
  link: string;
  pods: string;
  services: string;
  kubernetesService: string;
  /** The API server's, on the machine. */
  apiServer: string;
  /** CoreDNS's. */
  dns: string;
}

/** Numbers that have ranges of their own. */
export const NODE_NUMBERS: readonly number[] = Array.from({ length: 62 }, (_, index) => index + 1);

export function addressPlan(number: number): AddressPlan {
  if (!NODE_NUMBERS.includes(number)) throw new RangeError(`a node's number is from 1 to 62, got ${number}`);
  return {
    number,
    linkPrefix: 29,
    host: `10.89.${number}.1`,
    node: `10.89.${number}.2`,
    ingress: `10.89.${number}.3`,
    link: `10.89.${number}.0/29`,
    pods: `10.90.${number}.0/24`,
    services: `10.91.${number * 4}.0/22`,
    kubernetesService: `10.91.${number * 4}.1`,
    apiServer: `10.89.${number}.1`,
    dns: `10.89.${number}.2`,
  };
}

/** The addresses of a further node with this number in the cluster of the first. */
export function workerPlan(number: number, first: AddressPlan): AddressPlan {
  const { ingress, services, kubernetesService, apiServer, dns } = first;
  return { ...addressPlan(number), ingress, services, kubernetesService, apiServer, dns };
}

/** Whether these are the addresses of a cluster's first node. */
export const isFirst = ({ host, apiServer }: AddressPlan): boolean => host === apiServer;

/** Whether two IPv4 ranges such as `10.89.1.0/29` share an address; a plain address counts as a /32. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parseRange(one), parseRange(other)];
  if (a === undefined || b === undefined) return false;
  const mask = (-1 << (32 - Math.min(a.prefix, b.prefix))) >>> 0;
  return Math.min(a.prefix, b.prefix) === 0 || (a.base & mask) >>> 0 === (b.base & mask) >>> 0;
}

function parseRange(text: string): { base: number; prefix: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, a, b, c, d, prefix = "32"] = match;
  return {
    base: (Number(a) * 2 ** 24 + Number(b) * 65_536 + Number(c) * 256 + Number(d)) >>> 0,
    prefix: Number(prefix),
  };
}

/** The first number whose ranges none of `taken` (addresses and routes of the machine) touches. */
export function freeNumber(taken: readonly string[]): number | undefined {
  return NODE_NUMBERS.find((number) => {
    const { link, pods, services } = addressPlan(number);
    return ![link, pods, services].some((range) => taken.some((other) => overlap(range, other)));
  });
}
