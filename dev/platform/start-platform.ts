import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePorts } from "../cluster/free-ports.ts";
import { type Component, startComponent } from "./component.ts";
import { type InstalledPlatform, installPlatform, type PlatformOptions } from "./install-platform.ts";

export interface StartPlatformOptions extends Omit<PlatformOptions, "baseDomain"> {
  /** Pods are simulated: stores say that they sell nothing. */
  simulated: boolean;
  /** More settings of the operator, by environment variable. */
  operatorEnv?: Record<string, string>;
  /** Another program than operator/main.ts, e.g. the same operator with more engines. */
  operatorEntry?: string;
  serverEnv?: Record<string, string>;
  /** The built dashboard. */
  clientDir?: string;
  /** The server's port; a free one where absent. */
  port?: number;
  signal?: AbortSignal;
}

/** Operator and server, each as its own process under its own service account. */
export interface RunningPlatform extends InstalledPlatform {
  operator: Component;
  server: Component;
  /** The settings that the operator runs with, by environment variable. */
  operatorEnv: Readonly<Record<string, string>>;
  /** Starts one of the two anew with the same settings, and others over them. */
  restart(name: "operator" | "server", env?: Record<string, string>): Promise<Component>;
  stop(): Promise<void>;
}

export async function startPlatform(options: StartPlatformOptions): Promise<RunningPlatform> {
  const installed = await installPlatform({ ...options, baseDomain: options.operatorEnv?.BASE_DOMAIN });
  const { name, storesNamespace, systemNamespace, namespacePrefix, kubeconfigs } = installed;
  const [operatorPort = 0, serverPort = 0] = await findFreePorts(2);
  const shared = {
    ...options.env,
    STORES_NAMESPACE: storesNamespace,
    SYSTEM_NAMESPACE: systemNamespace,
    NAMESPACE_PREFIX: namespacePrefix,
    KUBE_CONTEXT: "",
  };
  const env = {
    operator: {
      ...shared,
      KUBECONFIG: kubeconfigs.operator,
      OPERATOR_SERVICE_ACCOUNT: `${name}-operator`,
      STORE_CLUSTER_ROLE: `${name}-store`,
      HELM: options.helm,
      SIMULATED: String(options.simulated),
      ...options.operatorEnv,
    },
    server: {
      ...shared,
      KUBECONFIG: kubeconfigs.server,
      OWNER_KEY: ownerKey(join(options.stateDir, `${name}-owner.key`)),
      ...(options.clientDir && { CLIENT_DIR: options.clientDir }),
      ...options.serverEnv,
    },
  };
  const ports = { operator: operatorPort, server: options.port ?? serverPort };
  const start = (component: "operator" | "server", more: Record<string, string> = {}) =>
    startComponent({
      name: component,
      env: { ...env[component], ...more },
      log: join(options.stateDir, `${name}-${component}.log`),
      ...(component === "operator" && options.operatorEntry !== undefined && { entry: options.operatorEntry }),
      port: ports[component],
      ...(options.signal && { signal: options.signal }),
    });
  // The server is ready only when the catalog is there, which the operator publishes.
  const [operator, server] = await startBoth(start);
  const platform: RunningPlatform = {
    ...installed,
    operator,
    server,
    operatorEnv: env.operator,
    async restart(component, more) {
      await platform[component].stop();
      if (component === "operator") platform.operatorEnv = { ...env.operator, ...more };
      platform[component] = await start(component, more);
      return platform[component];
    },
    async stop() {
      await Promise.all([platform.server.stop(), platform.operator.stop()]);
    },
  };
  return platform;
}

async function startBoth(start: (name: "operator" | "server") => Promise<Component>): Promise<[Component, Component]> {
  const [operator, server] = await Promise.allSettled([start("operator"), start("server")]);
  if (operator.status === "fulfilled" && server.status === "fulfilled") return [operator.value, server.value];
  for (const started of [operator, server]) if (started.status === "fulfilled") await started.value.stop();
  throw operator.status === "rejected" ? operator.reason : (server as PromiseRejectedResult).reason;
}

/** Kept, so that a restarted demo still knows whose stores are whose. */
function ownerKey(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}
