import type { StoreSpec } from "@shopyard/crds/store.ts";
import { DEPLOYMENTS, resourcePath } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findLeftovers } from "../../dev/demo/leftovers.ts";
import { isPhase, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

/** Medusa's pods never become ready here: its stores stay where they are. */
const ENGINE_IMAGES = JSON.stringify({ medusa: { web: { tag: "slow" } } });

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ operatorEnv: { ENGINE_IMAGES, MAX_CONCURRENT_PROVISIONS: "1" } });
});
afterAll(() => platform?.stop());

const ready = async (name: string) => {
  await platform.apply(name, { engine: "woocommerce" });
  await platform.until(name, "Ready", isPhase("Ready"));
};
const reach = async (name: string, spec: Partial<StoreSpec>, phase: string) => {
  await platform.apply(name, spec);
  await platform.until(name, phase, isPhase(phase));
};

const letGo = async () => {
  await platform.remove("holder");
  await platform.untilGone("holder");
};

/** Brings a store of that name into a phase. */
const PHASES: Record<string, (name: string) => Promise<void>> = {
  Ready: ready,
  Failed: (name) => reach(name, { engine: "no-such-engine" }, "Failed"),
  async Suspended(name) {
    await ready(name);
    await reach(name, { engine: "woocommerce", suspended: true }, "Suspended");
  },
  async Degraded(name) {
    await ready(name);
    await platform.admin.delete(
      resourcePath(DEPLOYMENTS, { namespace: platform.namespaceOf(name), name: `${name}-web` }),
    );
    await platform.until(name, "Degraded", isPhase("Degraded"));
  },
  Provisioning: (name) => reach(name, { engine: "medusa" }, "Provisioning"),
  async Pending(name) {
    // The one slot is taken by a store that will not let go of it.
    await reach("holder", { engine: "medusa" }, "Provisioning");
    await reach(name, { engine: "woocommerce" }, "Pending");
  },
  async Upgrading(name) {
    await letGo();
    await ready(name);
    await reach("holder", { engine: "medusa" }, "Provisioning");
    await reach(name, { engine: "woocommerce", size: "large" }, "Upgrading");
  },
};

describe("a store is deleted without a trace", () => {
  it.each(Object.keys(PHASES))("when it is %s", async (phase) => {
    const name = phase.toLowerCase();
    await PHASES[phase]?.(name);
    await platform.remove(name);
    await platform.untilGone(name);
    const { storesNamespace, cluster } = platform;
    const namespace = platform.namespaceOf(name);
    expect(await findLeftovers(cluster.kubeconfig, { name, namespace, storesNamespace })).toEqual([]);
  });

  it("when it is being deleted already", async () => {
    await letGo();
    await ready("twice");
    await platform.remove("twice");
    await platform.remove("twice");
    await platform.untilGone("twice");
  });
});
