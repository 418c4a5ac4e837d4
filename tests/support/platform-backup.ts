/** The procedure of docs/backup.md, kubectl's part of it by the same requests. */
import type { Store } from "@shopyard/crds/store.ts";
import type { AdminClient } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { CONFIG_MAPS, NAMESPACES, type Resource, resourcePath, SECRETS, STORES } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";

/** The namespaces of one platform. */
export interface PlatformNamespaces {
  storesNamespace: string;
  systemNamespace: string;
}

export interface SavedPlatform extends PlatformNamespaces {
  stores: Store[];
  /** The yard's id, and the owner key where the chart made one. */
  yard: { resource: Resource; object: KubeObject }[];
}

/** As jq does it there: what the API server gave an object at its making is not taken from elsewhere. */
function portable<T extends KubeObject>({ metadata, ...rest }: T): T {
  const { name, namespace, labels, annotations } = metadata;
  return {
    ...rest,
    metadata: { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) },
  } as T;
}

export async function savePlatform(admin: AdminClient, namespaces: PlatformNamespaces): Promise<SavedPlatform> {
  const { storesNamespace, systemNamespace: namespace } = namespaces;
  const { items } = await admin.list<Store>(resourcePath(STORES, { namespace: storesNamespace }));
  const wanted = [
    { resource: CONFIG_MAPS, name: "shopyard-yard" },
    { resource: SECRETS, name: "shopyard-owner-key" },
  ];
  const found = await Promise.all(
    wanted.map(async ({ resource, name }) => {
      const object = await admin.get<KubeObject>(resourcePath(resource, { namespace, name }));
      return object === undefined ? [] : [{ resource, object: portable(object) }];
    }),
  );
  return { ...namespaces, stores: items.map(portable), yard: found.flat() };
}

/** Both namespaces and every Store in them: first that of the operator, which would see to the shops and finalizers. */
export async function losePlatform(admin: AdminClient, namespaces: PlatformNamespaces): Promise<void> {
  const { storesNamespace: namespace, systemNamespace } = namespaces;
  await lose(admin, systemNamespace);
  const { items } = await admin.list<Store>(resourcePath(STORES, { namespace }));
  for (const { metadata } of items) {
    await admin.patch(resourcePath(STORES, { namespace, name: metadata.name }), { metadata: { finalizers: null } });
  }
  await lose(admin, namespace);
}

async function lose(admin: AdminClient, name: string): Promise<void> {
  await admin.delete(resourcePath(NAMESPACES, { name }));
  await waitUntil(async () => (await admin.get(resourcePath(NAMESPACES, { name }))) === undefined, {
    what: `${name} to be gone`,
    timeoutMs: 120_000,
    everyMs: 200,
  });
}

/** The yard's id first, then rights without an operator, then the Stores with their status. The operator comes last. */
export async function restorePlatform(
  admin: AdminClient,
  { storesNamespace, systemNamespace, stores, yard }: SavedPlatform,
  installRights: () => Promise<unknown>,
): Promise<void> {
  await admin.create(resourcePath(NAMESPACES), {
    ...{ apiVersion: "v1", kind: "Namespace" },
    metadata: { name: systemNamespace },
  });
  for (const { resource, object } of yard) {
    await admin.create(resourcePath(resource, { namespace: systemNamespace }), object);
  }
  await installRights();
  for (const store of stores) {
    await admin.create(resourcePath(STORES, { namespace: storesNamespace }), store);
    const path = resourcePath(STORES, { namespace: storesNamespace, name: store.metadata.name, subresource: "status" });
    await admin.patch(path, { status: store.status });
  }
}
