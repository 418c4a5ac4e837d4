import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, operatorValues } from "./support/engine-values.ts";
import { type RestrictedNamespace, restrictedNamespace } from "./support/restricted-namespace.ts";
import { chartFolder, fromEnvironment, runOk } from "./support/tools.ts";

interface Found {
  kind: string;
  metadata: { name: string; uid: string; generation?: number; ownerReferences?: object[] };
  spec: { replicas?: number; volumeClaimTemplates?: { spec: object }[]; resources?: object };
}

describe.each(engines)("a release of $name in a cluster", (engine) => {
  let namespace: RestrictedNamespace;
  const small = operatorValues(engine);

  beforeAll(async () => {
    fromEnvironment("KUBECONFIG");
    namespace = await restrictedNamespace(`upgrade-${randomBytes(4).toString("hex")}`);
    await apply(small);
  });
  afterAll(async () => namespace?.[Symbol.asyncDispose]());

  const apply = (values: object) => {
    const args = ["upgrade", "--install", "demo", chartFolder(engine.name), "--namespace", namespace.name];
    return runOk("SHOPYARD_HELM", [...args, "--force-conflicts", "--values", "-"], JSON.stringify(values));
  };
  const find = async (kinds: string): Promise<Map<string, Found>> => {
    const args = ["get", kinds, "--namespace", namespace.name, "--output", "json"];
    const { items } = JSON.parse((await runOk("SHOPYARD_KUBECTL", args)).stdout) as { items: Found[] };
    // Jobs of a CronJob come and go by the minute.
    const ours = items.filter(({ kind, metadata }) => kind !== "Job" || metadata.ownerReferences === undefined);
    return new Map(ours.map((item) => [`${item.kind}/${item.metadata.name}`, item]));
  };
  const generations = async () =>
    [...(await find("deployments,statefulsets,jobs,cronjobs"))].map(([key, { metadata }]) => [
      key,
      metadata.uid,
      metadata.generation,
    ]);
  const claimsOf = async () =>
    [...(await find("statefulsets,persistentvolumeclaims")).values()].map(({ metadata, spec }) => [
      metadata.name,
      spec.resources ?? spec.volumeClaimTemplates,
    ]);

  it("changes no workload when it is applied again", async () => {
    const before = await generations();
    await apply(small);
    expect(before.length).toBeGreaterThan(2);
    expect(await generations()).toEqual(before);
  });

  it("takes every other size, and keeps the volumes that are there", async () => {
    // The controller makes the StatefulSets' claims a moment after them.
    await expect.poll(async () => (await claimsOf()).length, { timeout: 20_000 }).toBe(claimCount());
    const before = await claimsOf();
    await apply(operatorValues(engine, { size: "large" }, { STORAGE_CLASS: "another" }));
    await apply(operatorValues(engine, { size: "medium" }));
    expect(await claimsOf()).toEqual(before);
  });

  it("goes back to its first release, which left the class of its volumes to the cluster", async () => {
    await apply(operatorValues(engine, { size: "large" }, { STORAGE_CLASS: "another" }));
    const args = ["rollback", "demo", "1", "--namespace", namespace.name];
    await runOk("SHOPYARD_HELM", [...args, "--server-side=true", "--force-conflicts", "--no-hooks"]);
    await apply(small);
  });

  it("migrates once for an image, whatever size runs it", async () => {
    const jobs = async () => [...(await find("jobs")).values()].map(({ metadata }) => metadata.uid);
    await apply(small);
    const complete = [
      "wait",
      "jobs",
      "--selector=app.kubernetes.io/component!=cron",
      "--for=condition=Complete",
      "--timeout=30s",
    ];
    await runOk("SHOPYARD_KUBECTL", [...complete, "--namespace", namespace.name]);
    const before = await jobs();
    expect(before.length).toBe(1);
    await apply(operatorValues(engine, { size: "large" }));
    expect(await jobs()).toEqual(before);

    const images = (small.images as { web: object }) ?? {};
    await apply({ ...small, images: { ...images, web: { repository: "shop", tag: "9.9.9" } } });
    const after = await jobs();
    expect([after.length, after[0] === before[0]]).toEqual([1, false]);
    await apply(small);
  });

  it("puts the store to sleep with its volumes kept, and wakes it", async () => {
    const volumes = async () =>
      [...(await find("persistentvolumeclaims")).values()].map(({ metadata }) => metadata.uid).sort();
    const before = await volumes();
    await apply(operatorValues(engine, { suspended: true }));
    expect([...(await find("jobs")).keys()]).toEqual([]);
    await expect.poll(async () => [...(await find("pods")).keys()], { timeout: 40_000 }).toEqual([]);
    expect(await volumes()).toEqual(before);

    await apply(small);
    const awake = [...(await find("deployments,statefulsets")).values()];
    expect(awake.map(({ spec }) => spec.replicas)).toEqual(awake.map(() => 1));
    expect((await find("jobs")).size).toBe(1);
  });

  /** One claim for files, one StatefulSet and its claim for every other volume. */
  const claimCount = () => {
    const stateful = engine.workloads.filter(({ kind }) => kind === "StatefulSet").length;
    return 1 + 2 * stateful;
  };
});
