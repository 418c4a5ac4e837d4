import { randomBytes } from "node:crypto";
import { SIZES } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { describe, expect, it } from "vitest";
import { buildLimitRange } from "../../operator/build/limit-range.ts";
import { buildResourceQuota } from "../../operator/build/resource-quota.ts";
import { workloadsOfSize } from "../../operator/engines/engine.ts";
import { engines, operatorValues, testPlatform } from "./support/engine-values.ts";
import { restrictedNamespace } from "./support/restricted-namespace.ts";
import { chartFolder, runOk } from "./support/tools.ts";

describe.each(engines)("a release of $name under the operator's quota and limits", (engine) => {
  it.each(SIZES)("starts, and rolls to a new version beside the old one: size %s", async (size) => {
    await using namespace = await restrictedNamespace(`quota-${randomBytes(4).toString("hex")}`);
    const inside = ["--namespace", namespace.name];
    const store = { metadata: { name: "demo" }, spec: { engine: engine.name, size } } as Store;
    const policies = [buildResourceQuota, buildLimitRange].map((build) => {
      const policy = build(store, engine, testPlatform());
      return { ...policy, metadata: { ...policy.metadata, namespace: namespace.name } };
    });
    const list = { apiVersion: "v1", kind: "List", items: policies };
    await runOk("SHOPYARD_KUBECTL", ["apply", "--filename", "-"], JSON.stringify(list));

    const values = operatorValues(engine, { size });
    const install = (given: object) => {
      const args = ["upgrade", "--install", "demo", chartFolder(engine.name), ...inside, "--values", "-"];
      return runOk("SHOPYARD_HELM", args, JSON.stringify(given));
    };
    const rolledOut = async () => {
      const workloads = workloadsOfSize(engine, size).filter(({ kind }) => kind !== "Job");
      for (const { kind, component } of workloads) {
        const name = `${kind.toLowerCase()}/demo-${component}`;
        await runOk("SHOPYARD_KUBECTL", ["rollout", "status", name, "--timeout=30s", ...inside]);
      }
      const complete = ["wait", "jobs", "--selector=app.kubernetes.io/component!=cron", "--for=condition=Complete"];
      await runOk("SHOPYARD_KUBECTL", [...complete, "--timeout=30s", ...inside]);
    };
    await install(values);
    await rolledOut();
    await install({ ...values, images: { ...(values.images as object), web: { repository: "shop", tag: "9.9.9" } } });
    await rolledOut();

    const args = ["get", "deployment", "demo-web", "--output", "jsonpath={.spec.template.spec.containers[0].image}"];
    expect((await runOk("SHOPYARD_KUBECTL", [...args, ...inside])).stdout).toBe("shop:9.9.9");
  });
});
