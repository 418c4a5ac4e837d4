/** Stores of a lane, as an administrator makes, changes and clears them away. */
import { FINALIZER } from "@shopyard/crds/constants.ts";
import type { Store, StoreSpec } from "@shopyard/crds/store.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { NAMESPACES, resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../../dev/cluster/wait-until.ts";
import type { Lane } from "./lane.ts";

/** No part of what is measured: long enough for a machine that does much else. */
const PREPARE_MS = 300_000;

const pathOf = ({ platform }: Lane, name?: string) =>
  resourcePath(STORES, { namespace: platform.storesNamespace, ...(name !== undefined && { name }) });

export const getStore = (lane: Lane, name: string) => lane.admin.get<Store>(pathOf(lane, name));

/** Writes the whole spec; what it does not name is as it is by default. */
export async function applySpec(lane: Lane, name: string, spec: StoreSpec): Promise<void> {
  const { platform, admin } = lane;
  const body = {
    apiVersion: "shopyard.dev/v1alpha1",
    kind: "Store",
    metadata: { name, namespace: platform.storesNamespace },
    spec,
  };
  await admin.apply(pathOf(lane, name), body, { fieldManager: "chaos" });
}

export const deleteStore = async (lane: Lane, name: string): Promise<void> => {
  await lane.admin.delete(pathOf(lane, name));
};

const SETTLED = ["Ready", "Suspended", "Degraded", "Failed"];

export const isSettled = ({ metadata, status }: Store): boolean =>
  status?.observedGeneration === metadata.generation &&
  SETTLED.includes(status?.phase ?? "") &&
  status?.slotSince === undefined;

/** A store that has had each of these specs, one after the other. @throws Error where one of them did not come up */
export async function prepareStore(lane: Lane, name: string, specs: readonly StoreSpec[], signal: AbortSignal) {
  for (const spec of specs) {
    await applySpec(lane, name, spec);
    let last: Store | undefined;
    await waitUntil(
      async () => {
        last = await getStore(lane, name);
        return last !== undefined && isSettled(last);
      },
      { what: `${name} to be prepared`, timeoutMs: PREPARE_MS, everyMs: 100, signal },
    );
    const { phase, message } = last?.status ?? {};
    if (phase !== (spec.suspended ? "Suspended" : "Ready")) throw new Error(`${name} is ${phase}: ${message}`);
  }
}

/**
 * Clears a store away that a run is done with, without its operator: that would cost helm and seconds. Resolves as
 * soon as everything is on its way out.
 */
export async function discardStore(lane: Lane, name: string): Promise<void> {
  const { admin, platform } = lane;
  await deleteStore(lane, name);
  await dropFinalizer(lane, name);
  await admin.delete(resourcePath(NAMESPACES, { name: `${platform.name}-${name}` }));
}

async function dropFinalizer(lane: Lane, name: string): Promise<void> {
  const store = await getStore(lane, name);
  if (!store?.metadata.finalizers?.includes(FINALIZER)) return;
  try {
    await lane.admin.patch(pathOf(lane, name), { metadata: { finalizers: null } });
  } catch (error) {
    // The operator was faster.
    if (!(error instanceof KubeError && error.status === 404)) throw error;
  }
}
