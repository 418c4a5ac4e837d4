import type { NodeAccess, WorkerAccess } from "../node/node-state.ts";
import type { CertificateFiles } from "./certificates.ts";
import type { RunningProcess } from "./processes/start-process.ts";
import type { ProgressPrinter } from "./tools/progress-printer.ts";
import type { CHART_TOOLS, KubernetesMinor, ToolName } from "./tools/tool-table.ts";

/** Each takes some 300 MiB before any pod runs. */
export const MAX_REAL_NODES = 8;

export interface ClusterOptions {
  /** Everything the cluster writes; one cluster a folder. Default `<checkout>/.shopyard/cluster`. */
  stateDir?: string;
  /** Simulated nodes, or with `real` real ones (at most 8); default 1. */
  nodes?: number;
  /** The control plane's minor; default the first of KUBERNETES_MINORS. The others have simulated nodes only. */
  kubernetes?: KubernetesMinor | undefined;
  /** Real nodes instead, whose pods run: needs Linux and root. */
  real?: boolean;
  /**
   * Simulated nodes beside a real one; default 0. Whatever does not ask for the real node then runs on them: it has a
   * taint, and claims without a class are simulated ones.
   */
  simulatedNodes?: number;
  /** The port of a real node's development ingress on loopback; default: a free one. */
  ingressPort?: number;
  /** The API server's port; default: a free one. */
  port?: number;
  /** YAML files with CustomResourceDefinitions, served before the controller manager starts, so that quotas count them at once. */
  crds?: readonly string[];
  /** Added to the API server's arguments, as `--event-ttl=1m`; a flag given twice counts as the last says. */
  apiServerFlags?: readonly string[];
  /** Added to the controller manager's arguments. */
  controllerManagerFlags?: readonly string[];
  /** The processes end when this program does, however it ends. Default true; `cluster up` sets false. */
  foreground?: boolean;
  /** Where progress is told; default: standard error. */
  printer?: ProgressPrinter;
  /** Ends the start; what was started until then is ended too. */
  signal?: AbortSignal;
  /** Where the tools' binaries are kept; default the user's cache. */
  cache?: string;
}

/** Seconds that each part of a start took, in their order. */
export type StartTimes = Record<
  "tools" | "certificates" | "etcd" | "apiServer" | "crds" | "controllers" | "total",
  number
> & {
  /** Namespaces, network and containerd of the real nodes. */
  namespaces?: number;
  /** The rest of the real nodes. */
  node?: number;
};

export interface EtcdAccess {
  url: string;
  ca: string;
  client: CertificateFiles;
}

/** A running local cluster. */
export interface Cluster {
  /** Path of the admin's kubeconfig. */
  kubeconfig: string;
  /** `https://127.0.0.1:<port>`; with a real node its end of the cable, `https://10.89.N.1:<port>`. */
  server: string;
  stateDir: string;
  /** Paths of the binaries by name; every cluster tool is there. */
  bin: Record<Exclude<ToolName, (typeof CHART_TOOLS)[number]>, string>;
  /** A folder with helm and kubectl, for PATH. */
  binDir: string;
  nodes: number;
  /** Pods only look as if they ran; beside a real node, those that do not ask for that one. */
  simulated: boolean;
  /** The first real node, where there is one. */
  node?: NodeAccess;
  /** The further real nodes, as they are now. */
  readonly workers: readonly WorkerAccess[];
  /** What programs that talk to it need in their environment; empty unless a proxy is set and there is a real node. */
  env: Readonly<Record<string, string>>;
  etcd: EtcdAccess;
  processes: readonly RunningProcess[];
  pids: Record<string, number>;
  /** True when it ran already and nothing was started. */
  reused: boolean;
  times: StartTimes;
  /** Takes the power of a further real node away, at once and without a word; its Node object stays. */
  stopNode(name: string): Promise<void>;
  /** Gives it back: the same node with its images and volumes, as after a reboot. Resolves when it is ready. */
  startNode(name: string): Promise<void>;
  /** Ends its processes and removes its data; one that was reused belongs to whoever started it and is left alone. */
  stop(): Promise<void>;
}
