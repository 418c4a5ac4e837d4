import { isQueued } from "@shopyard/crds/queue-order.ts";
import { phaseOf } from "../kube/phase.ts";
import type { Platform, Viewer } from "./platform.ts";

export interface Capacity {
  limit: number | undefined;
  used: number;
  ownLimit: number;
  ownUsed: number;
  createsPerMinute: number;
  provisioning: number;
  queued: number;
  maxConcurrentProvisions: number;
  maxProvisionSeconds: number;
}

/** How much room there is. What only the operator knows is 0 until it has published its catalog. */
export function capacity({ stores, quota, catalog, config }: Platform, viewer: Viewer): Capacity {
  let provisioning = 0;
  let queued = 0;
  for (const store of stores.values()) {
    const phase = phaseOf(store);
    if (phase === "Provisioning" || phase === "Upgrading") provisioning += 1;
    if (isQueued(store)) queued += 1;
  }
  const counted = quota.current;
  return {
    limit: counted?.limit,
    used: counted?.used ?? stores.size,
    ownLimit: config.ownStoresLimit,
    ownUsed: [...stores.ofOwner(viewer.owner)].length,
    createsPerMinute: config.createsPerMinute,
    provisioning,
    queued,
    maxConcurrentProvisions: catalog.current?.maxConcurrentProvisions ?? 0,
    maxProvisionSeconds: catalog.current?.maxProvisionSeconds ?? 0,
  };
}
