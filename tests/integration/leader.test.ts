import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LABELS, LEASE_NAME } from "@shopyard/crds/constants.ts";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { SECRETS } from "@shopyard/kube/paths.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findFreePorts } from "../../dev/cluster/free-ports.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { type Component, startComponent } from "../../dev/platform/component.ts";
import { mayWrite } from "../../operator/leader/fence.ts";
import { heldBy, type Lease, leasePath } from "../../operator/leader/lease.ts";
import { isPhase, reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";
import { startStarvedApi } from "./support/starved-api.ts";

const OPERATOR = fileURLToPath(new URL("../../operator/main.ts", import.meta.url));
/** Short, so that nobody waits; the operator ends helm after two thirds of it. */
const LEASE_SECONDS = 6;

let platform: TestPlatform;
let second: Component;
beforeEach(async () => {
  platform = await startTestPlatform({ operatorEnv: { LEASE_SECONDS: String(LEASE_SECONDS) } });
  await waitUntil(async () => (await holder()) !== undefined, { what: "a leader", timeoutMs: 60_000 });
  second = await startOperator(await platform.addOperator(), "second");
});
afterEach(async () => {
  await second?.kill();
  await platform?.stop();
});

async function startOperator(kubeconfig: string, log: string): Promise<Component> {
  const [port = 0] = await findFreePorts(1);
  const file = join(platform.cluster.stateDir, "platforms", `${platform.name}-${log}.log`);
  return startComponent({
    name: "operator",
    env: { ...platform.operatorEnv, KUBECONFIG: kubeconfig },
    log: file,
    port,
  });
}

const lease = () => platform.admin.get<Lease>(leasePath(platform.systemNamespace, LEASE_NAME));
const holder = async () => (await lease())?.spec?.holderIdentity || undefined;
const metric = async ({ url }: Component, name: string) => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(name))
      ?.split(" ")
      .at(-1) ?? 0,
  );
};
const leads = (operator: Component) => metric(operator, "shopyard_operator_leading").then((value) => value === 1);
/** Processes of helm for a store. */
const helmRuns = (store: string): number =>
  readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && commandLine(pid).includes(`helm upgrade ${store} `)).length;
const commandLine = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It has ended meanwhile.
    return "";
  }
};

describe("of two operators", () => {
  it("one leads and the other stands by; on SIGTERM it takes over within 2 s and goes on", async () => {
    expect(await leads(platform.operator)).toBe(true);
    expect(await leads(second)).toBe(false);
    const old = await holder();
    await platform.apply("handed-over", { engine: "medusa" });
    await platform.until("handed-over", "in helm's hands", (store) => reasons(store).includes("ReleaseInstall"));
    await waitUntil(async () => (await metric(second, "shopyard_operator_stores{")) === 1, {
      what: "the standby to see it",
      timeoutMs: 30_000,
    });
    expect(await metric(second, 'shopyard_operator_queue_depth{lane="urgent"}')).toBe(0);
    const start = performance.now();
    const stopped = platform.operator.stop();
    await waitUntil(async () => ![undefined, old].includes(await holder()), {
      what: "a new holder",
      timeoutMs: 30_000,
      everyMs: 10,
    });
    expect(performance.now() - start).toBeLessThan(2_000);
    await stopped;
    const store = await platform.until("handed-over", "Ready", isPhase("Ready"));
    expect(store.status?.attempts).toBe(1);
    expect(await leads(second)).toBe(true);
  });

  it("one that falls asleep inside helm is replaced, its helm ended before, and it writes nothing when it wakes", async () => {
    await platform.apply("asleep", { engine: "medusa" });
    await waitUntil(async () => helmRuns("asleep") > 0, { what: "helm to run", timeoutMs: 60_000, everyMs: 5 });
    platform.operator.process.kill("SIGSTOP");
    const old = await holder();
    // While the old one still holds the Lease nothing else works; when the new one does, no helm of the old one is left.
    let leftover = -1;
    await waitUntil(
      async () => {
        if ((await holder()) === old) return false;
        leftover = helmRuns("asleep");
        return true;
      },
      { what: "a new holder", timeoutMs: 60_000, everyMs: 20 },
    );
    expect(leftover).toBe(0);
    const ready = await platform.until("asleep", "Ready", isPhase("Ready"));
    platform.operator.process.kill("SIGCONT");
    await waitUntil(async () => !(await leads(platform.operator)), {
      what: "the old one to see it",
      timeoutMs: 60_000,
    });
    expect((await platform.store("asleep"))?.status).toEqual(ready.status);
    const records = await platform.list(SECRETS, { labelSelector: "owner=helm,name=asleep" });
    expect(records.map(({ metadata }) => metadata.labels?.status)).toEqual(["deployed"]);
    expect(await leads(second)).toBe(true);
  }, 120_000);

  it("one that is ended while its caches fill gives the lease back", async () => {
    await Promise.all([platform.operator.stop(), second.stop()]);
    expect(await holder()).toBeUndefined();
    const api = await startStarvedApi(await platform.addOperator(), "/api/v1/pods");
    const [port = 0] = await findFreePorts(1);
    const env = { ...process.env, ...platform.operatorEnv, KUBECONFIG: api.kubeconfig, PORT: String(port) };
    const log = openSync(join(platform.cluster.stateDir, "platforms", `${platform.name}-starved.log`), "w");
    const operator = spawn(process.execPath, [OPERATOR], { env, stdio: ["ignore", log, log] });
    const ended = once(operator, "exit");
    try {
      await waitUntil(async () => (await holder()) !== undefined, { what: "it to lead", timeoutMs: 60_000 });
      operator.kill("SIGTERM");
      expect(await ended).toEqual([0, null]);
      expect(await holder()).toBeUndefined();
    } finally {
      operator.kill("SIGKILL");
      api.stop();
    }
  });

  it("one killed and started again in the same pod goes on without waiting for its own lease", async () => {
    const held = await holder();
    await platform.operator.kill();
    const start = performance.now();
    await platform.restart("operator");
    await waitUntil(() => leads(platform.operator), { what: "it to lead again", timeoutMs: 60_000, everyMs: 20 });
    expect(await holder()).toBe(held);
    expect(performance.now() - start).toBeLessThan(LEASE_SECONDS * 1000);
  });
});

it("a lease that somebody deleted is made anew by whoever starts", async () => {
  await Promise.all([platform.operator.stop(), second.stop()]);
  await platform.admin.delete(leasePath(platform.systemNamespace, LEASE_NAME));
  await platform.restart("operator");
  await waitUntil(() => leads(platform.operator), { what: "it to lead", timeoutMs: 60_000 });
  expect(await holder()).toBeDefined();
});

describe("the fence", () => {
  it("refuses the first write of the old leader after the lease has moved", async () => {
    const old = createKubeClient(loadKubeConfig({ file: platform.kubeconfigs.operator }));
    const { systemNamespace: namespace } = platform;
    expect(await mayWrite(old, namespace)).toBe(true);
    await platform.operator.kill();
    await second.kill();
    const present = await lease();
    if (present === undefined) throw new Error("there is no lease");
    await platform.admin.replace(leasePath(namespace, LEASE_NAME), heldBy("somebody-else", present, 60, new Date()));
    const moved = performance.now();
    await waitUntil(async () => !(await mayWrite(old, namespace)), {
      what: "a refusal",
      timeoutMs: 30_000,
      everyMs: 1,
    });
    process.stderr.write(`the fence had moved ${(performance.now() - moved).toFixed(1)} ms after the lease\n`);
    expect(await mayWrite(old, namespace)).toBe(false);
    // And it holds for everything but the Lease.
    // All that its other policies ask for, so that it is the fence that refuses.
    const labels = {
      [LABELS.store]: "fenced",
      [LABELS.yard]: "any",
      "pod-security.kubernetes.io/enforce": "restricted",
    };
    const store = { apiVersion: "v1", kind: "Namespace", metadata: { name: `${platform.name}-fenced`, labels } };
    await expect(old.create("/api/v1/namespaces", store)).rejects.toThrow(
      /does not hold the lease .* somebody-else does/,
    );
  });
});
