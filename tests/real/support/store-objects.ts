import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { PERSISTENT_VOLUMES, PODS, resourcePath } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../../dev/cluster/wait-until.ts";
import type { TestPlatform } from "../../support/test-platform.ts";

interface Volume extends KubeObject {
  spec: { claimRef?: { namespace?: string } };
}

/** Names of the volumes behind a store's claims. */
export async function volumesOf(platform: TestPlatform, store: string): Promise<string[]> {
  const namespace = platform.namespaceOf(store);
  return (await platform.list<Volume>(PERSISTENT_VOLUMES))
    .filter(({ spec }) => spec.claimRef?.namespace === namespace)
    .map(({ metadata }) => metadata.name)
    .sort();
}

/** Deletes every pod of a store, and resolves when none of them is there any more. */
export async function killEveryPod(platform: TestPlatform, store: string, timeoutMs: number): Promise<void> {
  const namespace = platform.namespaceOf(store);
  const pods = async () =>
    (await platform.list<KubeObject>(PODS, { labelSelector: `${LABELS.store}=${store}` })).map(
      ({ metadata }) => metadata,
    );
  const killed = await pods();
  await Promise.all(killed.map(({ name }) => platform.admin.delete(resourcePath(PODS, { namespace, name }))));
  const uids = new Set(killed.map(({ uid }) => uid));
  await waitUntil(async () => (await pods()).every(({ uid }) => !uids.has(uid)), {
    what: "the pods to be others",
    timeoutMs,
    everyMs: 200,
  });
}
