import type { KubeObject } from "@shopyard/kube/objects.ts";
import { PODS, RESOURCE_QUOTAS, resourcePath } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../cluster/wait-until.ts";
import { componentOf, isServing, listIn, podsOf } from "../cluster-facts.ts";
import { hold } from "../outcome.ts";
import type { Row } from "../row.ts";

interface Quota extends KubeObject {
  spec: { hard: Record<string, string> };
  status?: { hard?: Record<string, string> };
}

/** No room for a new pod of the entry: Degraded, saying that it is the quota; with room, Ready again. */
export const quota: Row = {
  name: "quota",
  needs: ["create"],
  onReadyStore: true,
  async run(bench) {
    const { admin, namespace, engine, signal } = bench;
    const quotas = await listIn<Quota>(admin, RESOURCE_QUOTAS, namespace);
    const [found] = quotas;
    hold(found !== undefined, "the namespace has no quota");
    const path = resourcePath(RESOURCE_QUOTAS, { namespace, name: found.metadata.name });
    const pods = async () =>
      (await podsOf(admin, namespace)).filter((pod) => componentOf(pod) === engine.entry.component && isServing(pod));
    const [victim] = await pods();
    hold(victim !== undefined, `no pod of ${engine.entry.component} serves`);
    let said: string;
    await admin.patch(path, { spec: { hard: { pods: "0" } } });
    try {
      // What the API server enforces is the status.
      await waitUntil(async () => (await admin.get<Quota>(path))?.status?.hard?.pods === "0", {
        what: "the quota to be enforced",
        timeoutMs: 30_000,
        signal,
      });
      await admin.delete(resourcePath(PODS, { namespace, name: victim.metadata.name }));
      const degraded = await bench.until(
        "Degraded with QuotaExceeded",
        ({ phase, lastError }) => phase === "DEGRADED" && lastError?.code === "QuotaExceeded",
        { timeoutMs: Math.min(bench.patienceMs, 180_000) },
      );
      said = `Degraded: ${degraded.lastError?.code} of ${degraded.lastError?.component}`;
    } finally {
      await admin.patch(path, { spec: { hard: { pods: found.spec.hard.pods ?? null } } });
    }
    await bench.until("Ready with the quota restored", ({ phase }) => phase === "READY");
    const uids = (await pods()).map(({ metadata }) => metadata.uid);
    hold(uids.length > 0 && !uids.includes(victim.metadata.uid), "no new pod took the place of the deleted one");
    return `${said}; Ready again with a new pod`;
  },
};
