import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { issueServing } from "../../../dev/cluster/certificates.ts";
import { waitUntil } from "../../../dev/cluster/wait-until.ts";
import { installInPods } from "../../../dev/platform/install-in-pods.ts";
import { adminView } from "../../support/admin-view.ts";
import { ask } from "../../support/ask.ts";
import { PATIENCE } from "../../support/browser.ts";
import type { PodsCluster } from "../../support/test-cluster.ts";
import { platformName, TEST_SETTINGS } from "../../support/test-platform.ts";
import { tlsSecret } from "../../support/tls-secret.ts";
import { chartValues } from "./chart-values.ts";
import type { Yard, YardOptions } from "./yard.ts";

type Component = "operator" | "server";

const CERTIFICATE = "yard-certificate";
/** An address that the certificate is for answers once Secret, Ingress and pods are there. */
const UP = { timeoutMs: PATIENCE, everyMs: 50 };

/** Installs the chart under a name of its own, and answers at its ingress over TLS. */
export async function startYardInPods(cluster: PodsCluster, options: YardOptions): Promise<Yard> {
  const { bin, kubeconfig, inPods } = cluster;
  const name = platformName();
  const storesNamespace = `${name}-stores`;
  const baseDomain = `${name}.localhost`;
  const folder = join(cluster.stateDir, "platforms");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const initial = { operator: { ...TEST_SETTINGS.operator, ...options.operatorEnv }, server: TEST_SETTINGS.server };
  const settings: Record<Component, Readonly<Record<string, string>>> = { ...initial };
  const { ca, cert: certificate, key } = await issueServing([`yard.${baseDomain}`]);

  const install = () => {
    const file = join(folder, `${name}-yard.json`);
    const { server, operator, stores } = chartValues({ ...settings.operator, ...settings.server });
    const values = {
      ...{ storesNamespace, namespacePrefix: `${name}-`, server, operator, stores },
      ...(options.maxStores !== undefined && { maxStores: options.maxStores }),
      // The cluster has it, and other platforms.
      crd: { install: false },
      ingress: { tls: { enabled: true, secretName: CERTIFICATE } },
    };
    writeFileSync(file, JSON.stringify(values));
    const where = {
      cluster: { ...inPods, kubeconfig, server: cluster.server, bin },
      stateDir: folder,
      name,
      baseDomain,
    };
    return installInPods({ ...where, engines: [], scheme: "https", values: [file] });
  };
  const installed = await install();
  const { systemNamespace, url } = installed;
  const view = adminView(cluster, { name, storesNamespace });
  await view.admin.create(
    resourcePath(SECRETS, { namespace: systemNamespace }),
    tlsSecret(systemNamespace, CERTIFICATE, { cert: certificate, key }),
  );
  const run = (program: string, args: readonly string[]) =>
    promisify(execFile)(program, ["--kubeconfig", kubeconfig, "--namespace", systemNamespace, ...args], {
      env: { ...process.env, ...inPods.env },
      maxBuffer: 64 << 20,
    });
  const kubectl = (...args: string[]) => run(bin.kubectl, args);
  const podsOf = (component: Component) => ["-l", `app.kubernetes.io/component=${component}`];
  /** What it printed, as the log of a process would stay. */
  const keepLog = async (component: Component) => {
    const { stdout } = await kubectl("logs", "--tail=-1", ...podsOf(component));
    writeFileSync(join(folder, `${name}-${component}.log`), stdout, { flag: "a", mode: 0o600 });
  };
  /** None of its pods is left, and none is made. */
  const end = async (component: Component, ...how: string[]) => {
    await keepLog(component);
    await kubectl("scale", `deployment/${name}-${component}`, "--replicas=0");
    if (how.length > 0) await kubectl("delete", "pods", ...podsOf(component), ...how);
    await kubectl("wait", "pods", ...podsOf(component), "--for=delete", "--timeout=120s");
  };
  const answers = async (path: string, body?: object) => (await ask(url, path, { ca, body })).status === 200;
  const untilUp = () =>
    waitUntil(async () => (await answers("/")) && (await answers("/graphql", { query: "{ __typename }" })), {
      ...{ ...UP, what: `${url} to answer` },
    });
  await untilUp();

  return {
    ...view,
    storesNamespace,
    server: { url, certificate, ca, kill: () => end("server", "--grace-period=0", "--force") },
    async restart(component, env = {}) {
      settings[component] = { ...initial[component], ...env };
      await end(component);
      await install();
      await untilUp();
    },
    async stop() {
      await Promise.all([keepLog("operator"), keepLog("server")]);
      if (inPods.stays)
        await kubectl("delete", "stores.shopyard.dev", "--all", "--namespace", storesNamespace, "--timeout=120s");
      await run(bin.helm, ["uninstall", name]);
      if (inPods.stays) await kubectl("delete", "namespaces", systemNamespace, storesNamespace, "--timeout=120s");
    },
  };
}
