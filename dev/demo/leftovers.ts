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
  PODS,
  RESOURCE_QUOTAS,
  type Resource,
  resourcePath,
  SECRETS,
  STATEFUL_SETS,
  STORES,
} from "@shopyard/kube/paths.ts";

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
  const found = [...labelled.flat(), ...records];
  if (namespace) found.push(`namespaces ${store.namespace}`);
  if (object) found.push(`stores ${store.name}`);
  return [...new Set(found)];
}

async function list(admin: KubeClient, resource: Resource, query: Record<string, string>): Promise<string[]> {
  const { items } = await admin.list<KubeObject>(resourcePath(resource), { query });
  return items.map((item) => `${resource.plural} ${keyOf(item)}`);
}
