import { randomUUID } from "node:crypto";
import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { phaseOf } from "../kube/phase.ts";
import { changeStore } from "./change-store.ts";
import { NotRetryable } from "./domain-error.ts";
import type { Platform } from "./platform.ts";

/**
 * Asks for one more round of attempts by writing a new token; a token that still waits to be taken is not replaced.
 * @throws NotRetryable unless the store has failed, is degraded, is backing off or was rolled back; StoreDeleting;
 *   StoreNotFound; ClusterUnavailable.
 */
export async function retryStore(platform: Platform, input: { id: string }): Promise<{ store: Store }> {
  const store = await changeStore(platform, input.id, (current) => {
    const { name, annotations } = current.metadata;
    if (!isRetryable(current, platform.now())) {
      throw new NotRetryable(`"${name}" is ${phaseOf(current)}: there is nothing to retry.`, {
        field: ["id"],
        hint: "Only a store that has failed, is degraded, is backing off or was rolled back can be retried.",
      });
    }
    const waiting = annotations?.[ANNOTATIONS.retry];
    if (waiting !== undefined && waiting !== current.status?.lastHandledRetry) return undefined;
    return { note: "retry requested", annotations: { [ANNOTATIONS.retry]: randomUUID() } };
  });
  return { store };
}

function isRetryable(store: Store, now: number): boolean {
  const { notBefore, rejected } = store.status ?? {};
  const phase = phaseOf(store);
  const backingOff = notBefore !== undefined && Date.parse(notBefore) > now;
  const tookBack = rejected !== undefined && ["Ready", "Suspended"].includes(phase);
  return ["Failed", "Degraded"].includes(phase) || backingOff || tookBack;
}
