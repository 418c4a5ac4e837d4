import { LABELS } from "@shopyard/crds/constants.ts";
import { createKubeClient, type KubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { type KubeObject, keyOf } from "@shopyard/kube/objects.ts";
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  JOBS,
  NAMESPACES,
  NETWORK_POLICIES,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  PODS,
  RESOURCE_QUOTAS,
  type Resource,
  resourcePath,
  SECRETS,
  STATEFUL_SETS,
  STORES,
} from "@shopyard/kube/paths.ts";
import { waitUntil } from "../cluster/wait-until.ts";

const LABELLED: readonly Resource[] = [
  NAMESPACES,
  PODS,
  SECRETS,
  CONFIG_MAPS,
  PERSISTENT_VOLUME_CLAIMS,
  RESOURCE_QUOTAS,
  NETWORK_POLICIES,
  DEPLOYMENTS,
  STATEFUL_SETS,
  JOBS,
];

/** Everything in the cluster that a deleted store should have taken with it: by label, by namespace, by release. */
export async function findLeftovers(
  kubeconfig: string,
  store: { name: string; namespace: string; storesNamespace: string },
): Promise<string[]> {
  const admin = createKubeClient(loadKubeConfig({ file: kubeconfig }));
  const labelled = await Promise.all(
    LABELLED.map((resource) => list(admin, resource, { labelSelector: `${LABELS.store}=${store.name}` })),
  );
  const records = await list(admin, SECRETS, { labelSelector: `owner=helm,name=${store.name}` });
  const namespace = await admin.get<KubeObject>(resourcePath(NAMESPACES, { name: store.namespace }));
  const object = await admin.get<KubeObject>(
    resourcePath(STORES, { namespace: store.storesNamespace, name: store.name }),
  );
  const found = [...labelled.flat(), ...records, ...(await volumesLeft(admin, store.namespace))];
  if (namespace) found.push(`namespaces ${store.namespace}`);
  if (object) found.push(`stores ${store.name}`);
  return [...new Set(found)];
}

/** How long a provisioner may take to remove volumes whose claims are gone, in milliseconds. */
const VOLUMES_GONE_MS = 30_000;

/** Volumes of the namespace's claims that are still there after their provisioner had its time. */
async function volumesLeft(admin: KubeClient, namespace: string): Promise<string[]> {
  const left = async () => {
    const { items } = await admin.list<KubeObject & { spec?: { claimRef?: { namespace?: string } } }>(
      resourcePath(PERSISTENT_VOLUMES),
    );
    return items.filter(({ spec }) => spec?.claimRef?.namespace === namespace);
  };
  const gone = async () => (await left()).length === 0;
  await waitUntil(gone, { what: "the store's volumes to go", timeoutMs: VOLUMES_GONE_MS }).catch(() => undefined);
  return (await left()).map(({ metadata }) => `persistentvolumes ${metadata.name}`);
}

async function list(admin: KubeClient, resource: Resource, query: Record<string, string>): Promise<string[]> {
  const { items } = await admin.list<KubeObject>(resourcePath(resource), { query });
  return items.map((item) => `${resource.plural} ${keyOf(item)}`);
}
