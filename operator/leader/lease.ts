/** The Lease that leaders hold, as its file on the API server. Source: k8s.io/api/coordination/v1. */
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { LEASES, resourcePath } from "@shopyard/kube/paths.ts";

export interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    /** RFC 3339 with microseconds. */
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

export const leasePath = (namespace: string, name?: string): string => resourcePath(LEASES, { namespace, name });

/** The Lease in somebody's hand: taken where `before` names another holder, renewed where it names this one. */
export function heldBy(identity: string, before: Lease, seconds: number, now: Date): Lease {
  const time = now.toISOString().replace("Z", "000Z");
  const mine = before.spec?.holderIdentity === identity;
  const transitions = before.spec?.leaseTransitions ?? 0;
  return {
    ...before,
    spec: {
      holderIdentity: identity,
      leaseDurationSeconds: seconds,
      acquireTime: (mine && before.spec?.acquireTime) || time,
      renewTime: time,
      leaseTransitions: mine ? transitions : transitions + 1,
    },
  };
}

/** The Lease given back: the next may take it at once. */
export const released = (lease: Lease): Lease => ({
  ...lease,
  spec: { ...lease.spec, holderIdentity: "", leaseDurationSeconds: 1 },
});

export const createLease = (client: KubeClient, namespace: string, lease: Lease): Promise<Lease> =>
  client.create<Lease>(leasePath(namespace), { apiVersion: "coordination.k8s.io/v1", kind: "Lease", ...lease });
