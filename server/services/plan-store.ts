import { randomUUID } from "node:crypto";
import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import { asksFor, encodePlanRequest, type PlanWish, planTokenOf } from "@shopyard/crds/plan-request.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { changeStore } from "./change-store.ts";
import { checkWish } from "./check-wish.ts";
import type { Platform } from "./platform.ts";

export interface PlanStoreOutcome {
  store: Store;
  /** What the answer's `token` will be. */
  token: string;
}

/**
 * Asks the operator what a change would do; `Store.plan` answers, under the token. Nothing is changed. The same question
 * that still waits for its answer is joined; another one takes its place.
 * @throws InvalidInput for a size or version that the platform doesn't offer; StoreDeleting; StoreNotFound;
 *   ClusterUnavailable.
 */
export async function planStore(
  platform: Platform,
  { id, ...wish }: { id: string } & PlanWish,
): Promise<PlanStoreOutcome> {
  let request = "";
  const store = await changeStore(platform, id, (current) => {
    const { size, engineVersion } = wish;
    checkWish(platform, current, { ...(size && { size }), ...(engineVersion && { engineVersion }) });
    const waiting = current.metadata.annotations?.[ANNOTATIONS.plan];
    if (waiting !== undefined && waiting !== current.status?.plan?.token && asksFor(waiting, wish)) {
      request = waiting;
      return undefined;
    }
    request = encodePlanRequest(randomUUID(), wish);
    return { note: "plan requested", annotations: { [ANNOTATIONS.plan]: request } };
  });
  return { store, token: planTokenOf(request) };
}
