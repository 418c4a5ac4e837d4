import { parseArgs } from "node:util";
import { MAX_REAL_NODES } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { KUBERNETES_MINORS, type KubernetesMinor } from "./tools/tool-table.ts";

export const COMMANDS = ["up", "down", "status", "env", "load", "node", "tools"] as const;
export type Command = (typeof COMMANDS)[number];

export interface CommandLine {
  command: Command | "help";
  json: boolean;
  nodes?: number;
  port?: number;
  kubernetes?: KubernetesMinor;
  stateDir?: string;
  context?: string;
  /** Real nodes instead of simulated ones. */
  real: boolean;
  ingressPort?: number;
  /** Install this checkout's platform, as pods. */
  platform: boolean;
  /** Run the end-to-end suites on it, beside that platform. */
  e2e: boolean;
  /** Image archives to load. */
  archives: string[];
  /** Of "node": which one, and what to do with its power. */
  power?: { action: "stop" | "start"; name: string };
  /** Apply this checkout's CRDs on the way up. */
  crds: boolean;
}

export const HELP = `usage: npm run cluster -- <command> [options]

  up      start a local Kubernetes: etcd, API server, controllers, simulated nodes; reuses a healthy one
  down    end what "up" started, and remove its data (logs stay)
  status  say what runs; exits 1 when no healthy cluster does
  env     print the exports that point kubectl and helm to it:  eval "$(npm run -s cluster -- env)"
  load    bring image archives (docker save, buildah push ... docker-archive:) into the real nodes: load <archive>...
  node    take the power of a further real node away, or give it back: node stop|start <name>
  tools   only get the binaries: from PATH, the cache, the official release, or built once

options
  --nodes N         nodes (default 1); real ones, at most 8, with --real
  --real            nodes that really run containers, in place of simulated ones; needs Linux and root
  --platform        "up --real" with Shopyard itself as pods, from this checkout's charts/shopyard and images
  --kubernetes M    the control plane's minor: 1.37 (default) or 1.36; others than the first with simulated nodes only
  --e2e             with --platform: stores' pods are simulated, and the end-to-end suites (tests/e2e) are run there, each
                    on a platform of its own in pods, in Chromium and over TLS; the cluster stays
  --port N          the API server's port (default: a free one)
  --ingress-port N  the port on 127.0.0.1 where Ingresses of real nodes answer (default: a free one)
  --state-dir DIR   where everything of this cluster is kept (default .shopyard/cluster)
  --no-crds         "up" without applying crds/*.yaml
  --json            one JSON object on stdout (up, status)
  --context NAME    "status" and "env" for that context of your kubeconfig instead
  --help            this text
`;

/** @throws ClusterError that names the argument, what was got and what is allowed */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const parsed = parse(args);
  const { values, positionals } = parsed;
  if (values.help || positionals[0] === "help")
    return { command: "help", json: false, real: false, platform: false, e2e: false, archives: [], crds: false };
  const [command, ...more] = positionals;
  if (command === undefined) throw new ClusterError(`A command is missing: one of ${COMMANDS.join(", ")}.`);
  if (!isCommand(command)) throw new ClusterError(`Unknown command "${command}": use one of ${COMMANDS.join(", ")}.`);
  if (command === "load") {
    if (more.length === 0) throw new ClusterError('"load" needs the path of at least one image archive.');
  } else if (command === "node") {
    if (more.length !== 2 || !isAction(more[0])) throw new ClusterError('"node" needs stop or start, and a name.');
  } else if (more.length > 0) throw new ClusterError(`Unexpected "${more.join(" ")}" after "${command}".`);
  const real = values.real ?? false;
  if (!real && values["ingress-port"] !== undefined)
    throw new ClusterError("--ingress-port is for a real node: add --real.");
  const platform = values.platform ?? false;
  if (platform && !(real && command === "up"))
    throw new ClusterError("--platform needs pods that run: up --real --platform.");
  const e2e = values.e2e ?? false;
  if (e2e && !platform) throw new ClusterError("--e2e tries a platform in pods: up --real --platform --e2e.");
  return {
    command,
    platform,
    e2e,
    json: values.json ?? false,
    crds: !values["no-crds"],
    real,
    ingressPort: wholeNumber("--ingress-port", values["ingress-port"], 65_535),
    archives: command === "load" ? more : [],
    ...(isAction(more[0]) && more[1] !== undefined && { power: { action: more[0], name: more[1] } }),
    kubernetes: values.kubernetes === undefined ? undefined : parseMinor(values.kubernetes),
    nodes: wholeNumber("--nodes", values.nodes, real ? MAX_REAL_NODES : 1000),
    port: wholeNumber("--port", values.port, 65_535),
    stateDir: values["state-dir"],
    context: values.context,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        nodes: { type: "string" },
        real: { type: "boolean" },
        platform: { type: "boolean" },
        e2e: { type: "boolean" },
        port: { type: "string" },
        kubernetes: { type: "string" },
        "ingress-port": { type: "string" },
        "state-dir": { type: "string" },
        context: { type: "string" },
        "no-crds": { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new ClusterError(`${(error as Error).message} See --help.`, { cause: error });
  }
}

const isAction = (word: string | undefined): word is "stop" | "start" => word === "stop" || word === "start";

function isCommand(word: string): word is Command {
  return COMMANDS.some((command) => command === word);
}

/** The value of --kubernetes. @throws ClusterError */
export function parseMinor(text: string): KubernetesMinor {
  const minor = KUBERNETES_MINORS.find((each) => each === text);
  if (minor !== undefined) return minor;
  throw new ClusterError(`--kubernetes has to be one of ${KUBERNETES_MINORS.join(", ")}, got "${text}".`);
}

function wholeNumber(option: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
  throw new ClusterError(`${option} has to be a whole number from 1 to ${max}, got "${text}".`);
}
