import { PODS, resourcePath } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../cluster/wait-until.ts";
import { buy } from "../buy.ts";
import { podsOf, volumesOf } from "../cluster-facts.ts";
import { hold } from "../outcome.ts";
import type { Row } from "../row.ts";
import { isUp } from "../workloads.ts";

/** Every pod of the store is deleted; it comes back with the same volumes and its orders. */
export const restart: Row = {
  name: "restart",
  needs: ["sell"],
  onReadyStore: true,
  async run(bench) {
    const { admin, namespace, signal } = bench;
    const volumes = await volumesOf(admin, namespace);
    const before = await podsOf(admin, namespace);
    await Promise.all(
      before.map(({ metadata }) => admin.delete(resourcePath(PODS, { namespace, name: metadata.name }))),
    );
    const old = new Set(before.map(({ metadata }) => metadata.uid));
    await waitUntil(
      async () => {
        const pods = await podsOf(admin, namespace);
        return pods.every(({ metadata }) => !old.has(metadata.uid)) && (await isUp(bench));
      },
      { what: "new pods to be ready", timeoutMs: bench.patienceMs, everyMs: 200, signal },
    );
    await bench.until("Ready", ({ phase }) => phase === "READY");
    const after = await volumesOf(admin, namespace);
    hold(after.join() === volumes.join(), `the volumes were ${volumes.join(", ")} and are ${after.join(", ")}`);
    return `${before.length} pods deleted, ${volumes.length} volumes kept; ${await buy(bench)}`;
  },
};
