import { randomUUID } from "node:crypto";
import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { phaseOf } from "../kube/phase.ts";
import { onCluster } from "./cluster-trouble.ts";
import { NotRetryable, StoreDeleting, StoreNotFound } from "./domain-error.ts";
import { findStore } from "./find-store.ts";
import type { Platform } from "./platform.ts";
import { atLeast, seenBy } from "./read-your-writes.ts";

/**
 * Asks for one more round of attempts by writing a new token; a token that still waits to be taken is not replaced.
 * @throws NotRetryable unless the store has failed, is degraded or is backing off; StoreDeleting; StoreNotFound; ClusterUnavailable.
 */
export async function retryStore(platform: Platform, input: { id: string }): Promise<{ store: Store }> {
  const store = await findStore(platform, input.id);
  const { name, uid } = store.metadata;
  if (store.metadata.deletionTimestamp !== undefined) throw new StoreDeleting(name, { field: ["id"] });
  if (!isRetryable(store, platform.now())) {
    throw new NotRetryable(`"${name}" is ${phaseOf(store)}: there is nothing to retry.`, {
      field: ["id"],
      hint: "Only a store that has failed, is degraded or is backing off can be retried.",
    });
  }
  const waiting = store.metadata.annotations?.[ANNOTATIONS.retry];
  if (waiting !== undefined && waiting !== store.status?.lastHandledRetry) return { store };

  const patch = { metadata: { uid, annotations: { [ANNOTATIONS.retry]: randomUUID() } } };
  let patched: Store;
  try {
    patched = await onCluster(() => platform.client.patch<Store>(`${platform.stores.path}/${name}`, patch));
  } catch (error) {
    // A patch with another uid is refused as a change of it: the name belongs to another store by now.
    if (error instanceof KubeError && (error.status === 409 || error.message.includes("metadata.uid"))) {
      throw new StoreNotFound();
    }
    throw error;
  }
  platform.log.info({ store: name, uid }, "retry requested");
  const cached = await seenBy(platform.stores, uid, (seen) => atLeast(seen, patched.metadata.resourceVersion));
  return { store: cached ?? patched };
}

function isRetryable(store: Store, now: number): boolean {
  const notBefore = store.status?.notBefore;
  return ["Failed", "Degraded"].includes(phaseOf(store)) || (notBefore !== undefined && Date.parse(notBefore) > now);
}
