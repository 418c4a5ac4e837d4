import type { Bench } from "./bench.ts";
import { podLine, podsOf } from "./cluster-facts.ts";
import { errorText } from "./outcome.ts";
import { eventLine } from "./store-view.ts";

const TIMELINE_TAIL = 8;

/** What there is to be seen of a store now, a line each; what cannot be had is said so. */
export async function gatherEvidence(bench: Bench): Promise<string[]> {
  const [store, pods] = await Promise.allSettled([bench.store(), podsOf(bench.admin, bench.namespace)]);
  const lines: string[] = [];
  if (store.status === "rejected") lines.push(`the store cannot be read: ${errorText(store.reason)}`);
  else if (store.value === undefined) lines.push("the store is absent");
  else {
    const { phase, message, lastError, events } = store.value;
    lines.push(`store: ${phase}: ${message ?? ""}`);
    if (lastError !== null) {
      const { code, step, component, resolvedAt, evidence } = lastError;
      lines.push(
        `lastError: ${code} at ${step}${component ? ` of ${component}` : ""}${resolvedAt ? " (resolved)" : ""}: ${lastError.message}`,
      );
      for (const line of evidence?.logs ?? []) lines.push(`  log: ${line}`);
    }
    for (const event of events.slice(-TIMELINE_TAIL)) lines.push(`timeline: ${eventLine(event)}`);
  }
  if (pods.status === "rejected") lines.push(`the pods cannot be listed: ${errorText(pods.reason)}`);
  else for (const pod of pods.value) lines.push(`pod ${podLine(pod)}`);
  return lines;
}
