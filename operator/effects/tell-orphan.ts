import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { EVENTS, resourcePath } from "@shopyard/kube/paths.ts";
import type { Logger } from "pino";
import type { Platform } from "../platform.ts";
import type { Namespace } from "../watch/kinds.ts";

/**
 * Says in the log and by a Kubernetes Event that nobody answers for a namespace of ours. The Event is in the Stores'
 * namespace, where the operator may write; its name is the same each time, so that restarts add none.
 */
export async function tellOrphan(
  { metadata: { name, uid = "", labels } }: Namespace,
  { client, platform, log }: { client: KubeClient; platform: Platform; log: Logger },
): Promise<void> {
  const namespace = platform.config.STORES_NAMESPACE;
  const store = labels?.[LABELS.store] ?? "";
  log.warn({ namespace: name, store, uid }, "orphaned namespace: it is this yard's and no Store answers for it");
  const time = new Date().toISOString();
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace, name: `${name}.${uid.slice(0, 8)}.orphaned` },
    // The API server wants an Event to be in the namespace of what it is about.
    involvedObject: { apiVersion: "v1", kind: "Namespace", name, uid, namespace },
    reason: "OrphanedNamespace",
    message: `namespace ${name} is this yard's and no Store "${store}" answers for it: delete it, or create that Store to take it over`,
    type: "Warning",
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    source: { component: "shopyard-operator" },
    reportingComponent: "shopyard.dev/operator",
  };
  try {
    await client.create(resourcePath(EVENTS, { namespace }), event);
  } catch (error) {
    if (!isConflict(error)) log.debug({ namespace: name, err: error }, "could not write a Kubernetes Event");
  }
}
