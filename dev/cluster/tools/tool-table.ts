/** One binary of the local cluster: how to tell its version, where it is built from, what building it costs. */
export interface Tool {
  readonly name: ToolName;
  /** The version that dev/tools pins. */
  readonly version: string;
  /** The Go package that builds to this binary. */
  readonly package: string;
  /** The folder of the Go module, under dev/tools. */
  readonly module: "." | "helm-unittest" | "kube-score" | "kubernetes-1.36" | "promtool";
  /** Go's build tags, parted by commas; default none. */
  readonly tags?: string;
  /** Arguments that make it print its version. */
  readonly versionArgs: readonly string[];
  /** What the output must hold for the version to be the right one. */
  readonly versionPattern: RegExp;
  /** Seconds of a cold build on 2 cores, in this order; weighs the progress bar. */
  readonly buildSeconds: number;
}

export type ToolName =
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kwok"
  | "helm"
  | "kubectl"
  | "kubelet"
  | "kube-proxy"
  | "coredns"
  | "kube-router"
  | "helm-unittest"
  | "kube-score"
  | "promtool";

/** The minors of Kubernetes that a local cluster can be of; the first is the one of every cluster that asks for none. */
export const KUBERNETES_MINORS = ["1.37", "1.36"] as const;
export type KubernetesMinor = (typeof KUBERNETES_MINORS)[number];

const KUBERNETES = {
  "1.37": { version: "v1.37.2", module: "." },
  "1.36": { version: "v1.36.3", module: "kubernetes-1.36" },
} as const satisfies Record<KubernetesMinor, Pick<Tool, "version" | "module">>;

function kubernetes(name: ToolName, buildSeconds: number, minor: KubernetesMinor = KUBERNETES_MINORS[0]): Tool {
  const { version, module } = KUBERNETES[minor];
  return {
    name,
    version,
    package: `k8s.io/kubernetes/cmd/${name}`,
    module,
    versionArgs: name === "kubectl" ? ["version", "--client"] : ["--version"],
    versionPattern: new RegExp(`(Kubernetes|Client Version:) ${version.replaceAll(".", "\\.")}(\\s|$)`),
    buildSeconds,
  };
}

/** Of other minors than the first, the control plane: helm, kubectl and nodes are those of the first. */
const OTHER_CONTROL_PLANES: ReadonlyMap<KubernetesMinor, readonly Tool[]> = new Map([
  [
    "1.36",
    [
      kubernetes("kube-apiserver", 190, "1.36"),
      kubernetes("kube-controller-manager", 30, "1.36"),
      kubernetes("kube-scheduler", 12, "1.36"),
    ],
  ],
]);

/** In the order in which a cold cluster builds them: later ones share packages that earlier ones compiled. */
export const TOOLS: readonly Tool[] = [
  {
    name: "etcd",
    version: "v3.7.3",
    package: "go.etcd.io/etcd/server/v3",
    module: ".",
    versionArgs: ["--version"],
    versionPattern: /etcd Version: 3\.7\.3\s/,
    buildSeconds: 50,
  },
  kubernetes("kube-apiserver", 265),
  kubernetes("kube-controller-manager", 84),
  kubernetes("kube-scheduler", 12),
  {
    name: "kwok",
    version: "v0.8.0",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    module: ".",
    versionArgs: ["--version"],
    versionPattern: /kwok version v0\.8\.0\s/,
    buildSeconds: 15,
  },
  {
    name: "helm",
    version: "v4.3.1",
    package: "helm.sh/helm/v4/cmd/helm",
    module: ".",
    versionArgs: ["version", "--template", "{{.Version}}"],
    versionPattern: /^v4\.3\.1$/,
    buildSeconds: 26,
  },
  kubernetes("kubectl", 17),
  kubernetes("kubelet", 40),
  kubernetes("kube-proxy", 8),
  {
    name: "coredns",
    version: "v1.15.0",
    // Our own main with the few plugins that the local cluster uses.
    package: "./coredns",
    module: ".",
    versionArgs: ["-version"],
    versionPattern: /^CoreDNS-1\.15\.0\s/,
    buildSeconds: 30,
  },
  {
    name: "kube-router",
    version: "v2.1.0",
    package: "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router",
    module: ".",
    // A build from its module doesn't know its version, so one found on PATH can't be told to be the right one.
    versionArgs: [],
    versionPattern: /$never/,
    buildSeconds: 30,
  },
  {
    name: "helm-unittest",
    version: "v1.1.2",
    package: "github.com/helm-unittest/helm-unittest/cmd/helm-unittest",
    module: "helm-unittest",
    // It has no version command, so one found on PATH can't be told to be the right one.
    versionArgs: [],
    versionPattern: /$never/,
    buildSeconds: 30,
  },
  {
    name: "kube-score",
    version: "v1.20.0",
    package: "github.com/zegl/kube-score/cmd/kube-score",
    module: "kube-score",
    versionArgs: ["version"],
    versionPattern: /^kube-score version: 1\.20\.0,/,
    buildSeconds: 42,
  },
  {
    name: "promtool",
    // Prometheus 3.15.1.
    version: "v0.315.1",
    package: "github.com/prometheus/prometheus/cmd/promtool",
    module: "promtool",
    // Rules are judged without a single way to find targets, each of which brings a cloud's client.
    tags: "remove_all_sd",
    versionArgs: ["--version"],
    versionPattern: /^promtool, version 3\.15\.1\s/,
    buildSeconds: 170,
  },
];

/** What a cluster needs to run, and what people and the operator need to use it. */
export const CLUSTER_TOOLS: readonly ToolName[] = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "helm",
  "kubectl",
];

/** What judges the charts, and no cluster needs. */
export const CHART_TOOLS = ["helm-unittest", "kube-score", "promtool"] as const satisfies readonly ToolName[];

/** What a node that runs containers needs besides; containerd and the rest of it are Debian's packages. */
export const NODE_TOOLS: readonly ToolName[] = ["kubelet", "kube-proxy", "coredns", "kube-router"];

export function toolByName(name: ToolName, minor: KubernetesMinor = KUBERNETES_MINORS[0]): Tool {
  const named = (candidate: Tool) => candidate.name === name;
  const tool = OTHER_CONTROL_PLANES.get(minor)?.find(named) ?? TOOLS.find(named);
  if (tool === undefined)
    throw new Error(`Unknown tool ${name}; known are ${TOOLS.map((known) => known.name).join(", ")}`);
  return tool;
}

/** What the binaries of a module are stamped with as their version of Kubernetes. */
export function kubernetesVersion({ module }: Pick<Tool, "module">): string {
  return Object.values(KUBERNETES).find((each) => each.module === module)?.version ?? KUBERNETES["1.37"].version;
}
