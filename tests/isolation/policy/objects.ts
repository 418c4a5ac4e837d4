/** What of the Kubernetes API decides whether a connection is allowed. */

export type Labels = Readonly<Record<string, string>>;
export type Protocol = "TCP" | "UDP" | "SCTP";

export interface Selector {
  matchLabels?: Labels;
  matchExpressions?: readonly Requirement[];
}

interface Requirement {
  key: string;
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  values?: readonly string[];
}

export interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: readonly string[] };
}

export interface PolicyPort {
  protocol?: Protocol;
  /** A number, or the name that the destination's container gives a port. */
  port?: number | string;
  endPort?: number;
}

export interface NetworkPolicy {
  metadata: { name: string; namespace: string };
  spec: {
    podSelector?: Selector;
    policyTypes?: readonly ("Ingress" | "Egress")[];
    ingress?: readonly { from?: readonly Peer[]; ports?: readonly PolicyPort[] }[];
    egress?: readonly { to?: readonly Peer[]; ports?: readonly PolicyPort[] }[];
  };
}

export interface Pod {
  kind: "pod";
  name: string;
  namespace: string;
  labels: Labels;
  ip: string;
  /** Ports of its containers that have names. */
  ports?: readonly { name: string; containerPort: number; protocol?: Protocol }[];
}

/** Whatever is no pod: a process of a node, the API server, a host on the internet. */
export interface Address {
  kind: "address";
  name: string;
  ip: string;
}

export type Endpoint = Pod | Address;

/** Labels of the namespaces by name, and the policies in them. */
export interface Rules {
  namespaces: ReadonlyMap<string, Labels>;
  policies: readonly NetworkPolicy[];
}
