import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { NAMESPACES, resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { type RunningPlatform, type StartPlatformOptions, startPlatform } from "../../dev/platform/start-platform.ts";
import { type AdminView, adminView, type PlatformCluster } from "./admin-view.ts";
import { testCluster } from "./test-cluster.ts";

/** A platform of a test's own on the shared cluster, and an administrator's view of it. */
export interface TestPlatform extends RunningPlatform, AdminView {
  /** One metric of the operator; 0 where it does not appear. */
  metric(name: string): Promise<number>;
}

export interface TestPlatformOptions extends Partial<StartPlatformOptions> {
  /** Default: the one that tests/run.ts started. */
  cluster?: PlatformCluster;
  /** Of another checkout: its chart, its definition of Store, its processes. Default: this one's. */
  start?: typeof startPlatform;
}

/** Settings of every platform of a test: what a person would wait for is short, and nobody is held back. */
export const TEST_SETTINGS = {
  operator: { BACKOFF_SECONDS: "1", LOG_LEVEL: "debug" },
  server: { CREATES_PER_MINUTE: "1000", OWN_STORES_LIMIT: "1000" },
} as const;

/** A name that no other platform has. */
export const platformName = (): string => `t${randomBytes(3).toString("hex")}`;

export async function startTestPlatform({
  cluster = testCluster(),
  start = startPlatform,
  ...options
}: TestPlatformOptions = {}): Promise<TestPlatform> {
  const platform = await start({
    kubeconfig: cluster.kubeconfig,
    helm: cluster.bin.helm,
    name: platformName(),
    stateDir: join(cluster.stateDir, "platforms"),
    simulated: true,
    ...options,
    operatorEnv: { ...TEST_SETTINGS.operator, ...options.operatorEnv },
    serverEnv: { ...TEST_SETTINGS.server, ...options.serverEnv },
  });
  return Object.assign(platform, adminView(cluster, platform), {
    async metric(name: string) {
      const text = await (await fetch(`${platform.operator.url}/metrics`)).text();
      const line = text.split("\n").find((candidate) => candidate.startsWith(name));
      return Number(line?.split(" ").at(-1) ?? 0);
    },
  });
}

export const isPhase =
  (...phases: string[]) =>
  ({ status }: Store): boolean =>
    phases.includes(status?.phase ?? "");

export const reasons = (store: Store): string[] => store.status?.events?.map(({ reason }) => reason) ?? [];

/** The namespace as it is, for tests that look for one. */
export const getNamespace = ({ admin }: TestPlatform, name: string) =>
  admin.get<KubeObject & { status?: { phase: string } }>(resourcePath(NAMESPACES, { name }));

export const getSecret = ({ admin }: TestPlatform, namespace: string, name: string) =>
  admin.get<KubeObject & { data: Record<string, string> }>(resourcePath(SECRETS, { namespace, name }));
