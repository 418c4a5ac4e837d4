import type { Store } from "@shopyard/crds/store.ts";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { ListWatch } from "@shopyard/kube/list-watch.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compactHistory } from "../../dev/cluster/compact-history.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { type CutProxy, startCutProxy } from "../support/cut-proxy.ts";
import { testCluster } from "../support/test-cluster.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

const POD_TEMPLATES = { group: "", version: "v1", plural: "podtemplates" };

let platform: TestPlatform;
let proxy: CutProxy;
beforeAll(async () => {
  platform = await startTestPlatform();
  proxy = await startCutProxy(platform.admin.server);
});
afterAll(async () => {
  await proxy?.stop();
  await platform?.stop();
});

/** An administrator's client whose connections pass the proxy. */
const proxied = () => {
  const config = loadKubeConfig({ file: platform.cluster.kubeconfig });
  config.clusters = config.clusters.map((cluster) => ({ ...cluster, server: proxy.url }));
  return createKubeClient(config);
};
const quiet = { warn() {}, debug() {} };

describe("a watch that was cut", () => {
  it("misses nothing: what changed, came, went and came anew meanwhile is told", async () => {
    const names = ["stays", "changes", "goes", "reborn"];
    for (const name of names) await platform.apply(name, { engine: "no-such-engine" });
    for (const name of names) await platform.until(name, "Failed", isPhase("Failed"));
    const told: string[] = [];
    const watch = new ListWatch<Store>({
      client: proxied(),
      resource: STORES,
      namespace: platform.storesNamespace,
      log: quiet,
      onUpsert: ({ metadata }, previous) => told.push(`${previous ? "changed" : "new"} ${metadata.name}`),
      onDelete: ({ metadata }) => told.push(`gone ${metadata.name}`),
    });
    watch.start();
    try {
      await watch.whenSynced();
      expect(told.toSorted()).toEqual(names.map((name) => `new ${name}`).toSorted());
      told.length = 0;
      const seen = watch.resourceVersion;
      proxy.cut();
      await platform.apply("changes", { engine: "no-such-engine", displayName: "changed" });
      await platform.until(
        "changes",
        "seen",
        ({ metadata, status }) => status?.observedGeneration === metadata.generation,
      );
      for (const name of ["goes", "reborn"]) {
        await platform.remove(name);
        await platform.untilGone(name);
      }
      await platform.apply("reborn", { engine: "no-such-engine" });
      await platform.apply("comes", { engine: "no-such-engine" });
      for (const name of ["reborn", "comes"]) await platform.until(name, "Failed", isPhase("Failed"));
      proxy.heal();
      await waitUntil(async () => watch.items.has(`${platform.storesNamespace}/comes`), {
        what: "the watch to catch up",
        timeoutMs: 60_000,
      });
      await waitUntil(async () => watch.state === "watching", { what: "the watch to run", timeoutMs: 30_000 });
      expect(Number(watch.resourceVersion)).toBeGreaterThan(Number(seen));
      expect(told).not.toContain("changed stays");
      expect(told.filter((line) => line.endsWith("goes")).at(-1)).toBe("gone goes");
      const reborn = told.filter((line) => line.endsWith("reborn"));
      expect(reborn.indexOf("new reborn")).toBeGreaterThan(reborn.indexOf("gone reborn"));
      expect(reborn).toContain("gone reborn");
      expect(told).toContain("changed changes");
      expect(told).toContain("new comes");
    } finally {
      proxy.heal();
      await watch.stop();
    }
  });

  // tests/run.ts switches the API server's watch cache off for PodTemplates: for others it would answer from memory.
  it("is answered 410 when history was compacted, lists anew and tells the difference", async () => {
    const place = { namespace: platform.storesNamespace };
    const make = (name: string) =>
      platform.admin.create(resourcePath(POD_TEMPLATES, place), {
        metadata: { name },
        template: { spec: { containers: [{ name: "none", image: "none" }] } },
      });
    const told: string[] = [];
    const statuses: number[] = [];
    const watch = new ListWatch<KubeObject>({
      client: proxied(),
      resource: POD_TEMPLATES,
      ...place,
      log: { debug() {}, warn: (fields) => statuses.push((fields as { err: { status: number } }).err.status) },
      onUpsert: ({ metadata }) => told.push(`put ${metadata.name}`),
      onDelete: ({ metadata }) => told.push(`gone ${metadata.name}`),
    });
    for (const name of ["stays", "goes"]) await make(name);
    watch.start();
    try {
      await watch.whenSynced();
      proxy.cut();
      await platform.admin.delete(resourcePath(POD_TEMPLATES, { ...place, name: "goes" }));
      await make("comes");
      await compactHistory(testCluster().etcd);
      proxy.heal();
      await waitUntil(async () => watch.items.has(`${place.namespace}/comes`), {
        what: "the watch to catch up",
        timeoutMs: 60_000,
      });
      expect(statuses).toContain(410);
      expect(told).toEqual(["put goes", "put stays", "gone goes", "put comes"]);
    } finally {
      proxy.heal();
      await watch.stop();
    }
  });
});

describe("an operator whose API server is out of reach", () => {
  it("goes on by itself: the store that was asked for and the one that was deleted meanwhile", async () => {
    await platform.stop();
    const cutOff = await startTestPlatform({ operatorEnv: {}, apiServers: { operator: proxy.url } });
    try {
      await cutOff.apply("before", { engine: "woocommerce" });
      await cutOff.until("before", "Ready", isPhase("Ready"));
      proxy.cut();
      await waitUntil(async () => (await fetch(`${cutOff.operator.url}/readyz`)).status === 503, {
        what: "the operator to say that it cannot watch",
        timeoutMs: 60_000,
      });
      await cutOff.remove("before");
      await cutOff.apply("meanwhile", { engine: "woocommerce" });
      proxy.heal();
      await cutOff.until("meanwhile", "Ready", isPhase("Ready"));
      await cutOff.untilGone("before");
    } finally {
      proxy.heal();
      await cutOff.stop();
    }
  });
});
