import type { WorkloadObject } from "../../../operator/watch/kinds.ts";
import { waitUntil } from "../../cluster/wait-until.ts";
import type { Bench } from "../bench.ts";
import { buy } from "../buy.ts";
import { componentOf, podsOf, volumesOf } from "../cluster-facts.ts";
import { CannotRun, hold } from "../outcome.ts";
import type { Row } from "../row.ts";
import type { StoreView } from "../store-view.ts";
import { isUp, scale, workloadsOf } from "../workloads.ts";

/** The stateful parts at zero: Degraded, naming them; back to Ready by itself when they are back. */
export const databaseDown: Row = {
  name: "database-down",
  needs: ["sell"],
  onReadyStore: true,
  async run(bench) {
    const parts = await workloadsOf(bench, "StatefulSet");
    if (parts.length === 0) throw new CannotRun(`${bench.engine.name} has no StatefulSet that could be away`);
    const volumes = await volumesOf(bench.admin, bench.namespace);
    let said: string;
    try {
      for (const part of parts) await scale(bench, part, 0);
      said = await untilDegraded(bench, parts);
    } finally {
      for (const part of parts) await scale(bench, part, part.spec?.replicas ?? 1);
    }
    await waitUntil(() => isUp(bench), {
      what: "the stateful parts to be back",
      timeoutMs: bench.patienceMs,
      everyMs: 200,
      signal: bench.signal,
    });
    await bench.until("Ready by itself", ({ phase }) => phase === "READY");
    const kept = await volumesOf(bench.admin, bench.namespace);
    hold(kept.join() === volumes.join(), `the volumes were ${volumes.join(", ")} and are ${kept.join(", ")}`);
    return `${said}; Ready by itself; ${await buy(bench)}`;
  },
};

/** Within which it has to be told, in milliseconds. */
const TOLD_MS = 120_000;
/** How long it has to stay Degraded, in milliseconds: a passing look is no news of a part that is away. */
const STAYS_MS = 3_000;

async function untilDegraded(bench: Bench, parts: readonly WorkloadObject[]): Promise<string> {
  const { signal } = bench;
  const timeoutMs = Math.min(bench.patienceMs, TOLD_MS);
  const components = parts.map(componentOf);
  const gone = async () =>
    (await podsOf(bench.admin, bench.namespace)).every((pod) => !components.includes(componentOf(pod)));
  await waitUntil(gone, { what: "the stateful parts' pods to be gone", timeoutMs, everyMs: 200, signal });
  const names = parts.map(({ metadata }) => metadata.name);
  let since: number | undefined;
  const isTold = ({ phase, lastError }: StoreView) => {
    const told = `${lastError?.component} ${lastError?.message}`;
    const says = phase === "DEGRADED" && names.some((name) => told.includes(name));
    since = says ? (since ?? performance.now()) : undefined;
    return since !== undefined && performance.now() - since >= STAYS_MS;
  };
  const { lastError } = await bench.until(`Degraded, naming ${names.join(" or ")}`, isTold, { timeoutMs });
  return `Degraded: ${lastError?.code}: ${lastError?.message}`;
}
