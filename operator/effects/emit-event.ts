import { API_VERSION, KIND } from "@shopyard/crds/constants.ts";
import type { Store, TimelineEntry } from "@shopyard/crds/store.ts";
import { EVENTS, resourcePath } from "@shopyard/kube/paths.ts";
import { isFailure } from "../reconcile/timeline.ts";
import type { EffectContext } from "./context.ts";

/** The same fact as a Kubernetes Event, for `kubectl describe`. Best effort: the timeline is the record. */
export function emitEvent(store: Store, entry: TimelineEntry, { client, metrics, log }: EffectContext): void {
  if (isFailure(entry)) metrics.failures.inc({ code: entry.reason });
  const { namespace, name, uid, resourceVersion } = store.metadata;
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace, name: `${name}.${uid.slice(0, 8)}.${entry.id}.${entry.count}` },
    involvedObject: { apiVersion: API_VERSION, kind: KIND, namespace, name, uid, resourceVersion },
    reason: entry.reason,
    message: entry.message,
    type: entry.type,
    count: entry.count,
    firstTimestamp: entry.time,
    lastTimestamp: entry.time,
    source: { component: "shopyard-operator" },
    reportingComponent: "shopyard.dev/operator",
  };
  client.create(resourcePath(EVENTS, { namespace }), event).catch((error: unknown) => {
    log.debug({ store: name, err: error }, "could not write a Kubernetes Event");
  });
}
