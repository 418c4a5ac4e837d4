import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@shopyard/crds/store.ts";
import { type KubeObject, keyOf } from "@shopyard/kube/objects.ts";
import {
  CONFIG_MAPS,
  NAMESPACES,
  NETWORK_POLICIES,
  PODS,
  RESOURCE_QUOTAS,
  resourcePath,
  SECRETS,
  STORES,
} from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { testCluster } from "../support/test-cluster.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

const CAUGHT_UP = "shopyard_operator_caught_up_timestamp_seconds";
const LOOKS = "shopyard_operator_reconciles_total";

/** A helm whose upgrades wait until `open` is there, and fail while `broken` is there. */
const folder = mkdtempSync(join(tmpdir(), "shopyard-calm-"));
const [open, broken] = [join(folder, "open"), join(folder, "broken")];
const helm = join(folder, "helm");

let platform: TestPlatform;
beforeAll(async () => {
  const script = [
    "#!/bin/sh",
    'if [ "$1" = upgrade ]; then',
    `  if [ -e ${broken} ]; then echo "Error: broken" >&2; exit 1; fi`,
    `  while [ ! -e ${open} ]; do sleep 0.1; done`,
    "fi",
    `exec ${testCluster().bin.helm} "$@"`,
  ];
  writeFileSync(helm, script.join("\n"), { mode: 0o755 });
  platform = await startTestPlatform({
    operatorEnv: { HELM: helm, WORKERS: "1", MAX_CONCURRENT_PROVISIONS: "2", BACKOFF_SECONDS: "600" },
  });
});
afterAll(async () => {
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const inHelm = ({ status }: Store) =>
  status?.events?.some(({ reason, durationMs }) => reason === "ReleaseInstall" && durationMs === undefined) ?? false;

/** Every object of the platform and its stores with its version, but for what helm and controllers do by the clock. */
async function versions(): Promise<Record<string, string>> {
  const kinds = [STORES, NAMESPACES, SECRETS, CONFIG_MAPS, RESOURCE_QUOTAS, NETWORK_POLICIES];
  const all = await Promise.all(
    kinds.map(async (kind) => {
      const objects = await platform.list<KubeObject>(kind);
      const ours = objects.filter((object) => keyOf(object).startsWith(platform.name));
      return ours.map((object) => [`${kind.plural} ${keyOf(object)}`, object.metadata.resourceVersion ?? ""] as const);
    }),
  );
  return Object.fromEntries(all.flat());
}

describe("while helm runs in every slot, and there are fewer workers than slots", () => {
  it("a new store is queued, a deletion is done, and the builds go on", async () => {
    for (const name of ["busy-1", "busy-2"]) await platform.apply(name, { engine: "medusa" });
    for (const name of ["busy-1", "busy-2"]) await platform.until(name, "in helm's hands", inHelm);
    await platform.apply("waiting", { engine: "medusa" });
    await platform.until("waiting", "queued", ({ status }) => status?.queuedAt !== undefined);
    await platform.remove("waiting");
    await platform.untilGone("waiting");
    for (const name of ["busy-1", "busy-2"]) expect((await platform.store(name)) as Store).toSatisfy(inHelm);
    writeFileSync(open, "");
    for (const name of ["busy-1", "busy-2"]) await platform.until(name, "Ready", isPhase("Ready"));
  });
});

describe("over stores that are Ready", () => {
  it("a heartbeat of their pods is looked at and nothing is written", async () => {
    const [pod] = await platform.list<KubeObject & { status: { conditions: object[] } }>(PODS, {
      labelSelector: "shopyard.dev/store=busy-1,app.kubernetes.io/component=web",
    });
    if (pod === undefined) throw new Error("busy-1 has no pod");
    const before = await versions();
    const { namespace, name } = pod.metadata;
    for (let beat = 1; beat <= 3; beat += 1) {
      const looks = await platform.metric(LOOKS);
      const lastProbeTime = new Date(beat * 1000).toISOString();
      const conditions = pod.status.conditions.map((condition) => ({ ...condition, lastProbeTime }));
      await platform.admin.patch(resourcePath(PODS, { namespace, name, subresource: "status" }), {
        status: { conditions },
      });
      const looked = async () => (await platform.metric(LOOKS)) > looks;
      await waitUntil(looked, { what: "the operator to look", timeoutMs: 30_000 });
    }
    expect(await versions()).toEqual(before);
  });

  it("a restart writes nothing at all, and a store that backs off goes on backing off", async () => {
    writeFileSync(broken, "");
    await platform.apply("failing", { engine: "medusa" });
    const failing = await platform.until("failing", "backing off", ({ status }) => status?.notBefore !== undefined);
    const before = await versions();
    await platform.restart("operator");
    const caughtUp = async () => (await platform.metric(CAUGHT_UP)) > 0;
    await waitUntil(caughtUp, { what: "the operator to have looked at every store", timeoutMs: 60_000 });
    expect(await versions()).toEqual(before);
    const waitS = (Date.parse(failing.status?.notBefore ?? "") - Date.parse(failing.status?.queuedAt ?? "")) / 1000;
    expect(waitS).toBeGreaterThanOrEqual(450);
    expect(waitS).toBeLessThanOrEqual(750);
  });
});
