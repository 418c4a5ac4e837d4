import type { Store } from "@shopyard/crds/store.ts";
import type { KubeClient } from "@shopyard/kube/client.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  JOBS,
  LIMIT_RANGES,
  NAMESPACES,
  NETWORK_POLICIES,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  PODS,
  RESOURCE_QUOTAS,
  type Resource,
  ROLE_BINDINGS,
  resourcePath,
  SECRETS,
  SERVICE_ACCOUNTS,
  STATEFUL_SETS,
  STORES,
} from "@shopyard/kube/paths.ts";
import type { Etcd } from "../etcd.ts";
import { unpackBody } from "./release-body.ts";

const of = (group: string, plural: string, version = "v1"): Resource => ({ group, version, plural });

const IP_ADDRESSES = of("networking.k8s.io", "ipaddresses");

/** Where the API server keeps each kind that a store is made of. Pods come before what would make them anew. */
const FOLDERS: readonly [folder: string, resource: Resource][] = [
  ["namespaces", NAMESPACES],
  ["serviceaccounts", SERVICE_ACCOUNTS],
  ["configmaps", CONFIG_MAPS],
  ["secrets", SECRETS],
  ["persistentvolumes", PERSISTENT_VOLUMES],
  ["persistentvolumeclaims", PERSISTENT_VOLUME_CLAIMS],
  ["limitranges", LIMIT_RANGES],
  ["resourcequotas", RESOURCE_QUOTAS],
  ["networkpolicies", NETWORK_POLICIES],
  ["rolebindings", ROLE_BINDINGS],
  // Where one is missing the API server makes it before it serves, one by one, and gives up after a minute.
  ["ipaddresses", IP_ADDRESSES],
  ["services/specs", of("", "services")],
  ["ingress", of("networking.k8s.io", "ingresses")],
  ["poddisruptionbudgets", of("policy", "poddisruptionbudgets")],
  ["pods", PODS],
  ["replicasets", of("apps", "replicasets")],
  ["controllerrevisions", of("apps", "controllerrevisions")],
  ["deployments", DEPLOYMENTS],
  ["statefulsets", STATEFUL_SETS],
  ["jobs", JOBS],
  ["cronjobs", of("batch", "cronjobs")],
  ["shopyard.dev/stores", STORES],
];

/** What the API server makes by itself of the rest. */
const DERIVED = ["events", "services/endpoints", "endpointslices"];

export interface TemplateObject {
  key: string;
  json: string;
  /** Of a release record its body, unpacked; in `json` stands BODY. */
  body?: string;
}

export const BODY = "<body>";

/** A store that the operator built, object by object as the API server would write it down. */
export interface Template {
  store: Store;
  objects: TemplateObject[];
  /** Every uid in it. */
  uids: string[];
  clusterIps: string[];
}

/** @throws Error where the store is made of a kind that is not known here */
export async function readTemplate(admin: KubeClient, etcd: Etcd, store: Store): Promise<Template> {
  const namespace = store.status?.namespace?.name ?? "";
  const { uid, name } = store.metadata;
  const volumes = await admin.list<KubeObject & { spec: { claimRef?: { namespace?: string } } }>(
    resourcePath(PERSISTENT_VOLUMES),
  );
  const ownVolumes = volumes.items.filter(({ spec }) => spec.claimRef?.namespace === namespace);
  const addressesInUse = await admin.list<KubeObject & { spec: { parentRef?: { namespace?: string } } }>(
    resourcePath(IP_ADDRESSES),
  );
  const ownAddresses = addressesInUse.items.filter(({ spec }) => spec.parentRef?.namespace === namespace);
  const storesNamespace = store.metadata.namespace;
  const claims = await admin.list<KubeObject>(resourcePath(CONFIG_MAPS, { namespace: storesNamespace }));
  const ownClaims = claims.items.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
  const keys = (await etcd.keys("/registry/")).filter((key) => {
    const parts = key.split("/");
    return (
      parts.includes(namespace) ||
      key === `/registry/shopyard.dev/stores/${storesNamespace}/${name}` ||
      ownClaims.some(({ metadata }) => key === `/registry/configmaps/${storesNamespace}/${metadata.name}`) ||
      ownVolumes.some(({ metadata }) => key === `/registry/persistentvolumes/${metadata.name}`) ||
      ownAddresses.some(({ metadata }) => key === `/registry/ipaddresses/${metadata.name}`)
    );
  });
  const objects: (TemplateObject & { order: number; object: KubeObject })[] = [];
  for (const key of keys) {
    if (DERIVED.some((folder) => key.startsWith(`/registry/${folder}/`))) continue;
    const order = FOLDERS.findIndex(([folder]) => key.startsWith(`/registry/${folder}/`));
    const [folder, resource] = FOLDERS[order] ?? [];
    if (folder === undefined || resource === undefined) throw new Error(`copies of ${key} are not provided for`);
    const place = key.slice(`/registry/${folder}/`.length).split("/");
    const [within, own] = place.length === 2 ? place : [undefined, place[0]];
    const object = await admin.get<KubeObject & { type?: string; data?: { release?: string } }>(
      resourcePath(resource, { namespace: within, name: own }),
    );
    // Gone since the keys were read: a finished pod, say.
    if (object === undefined) continue;
    delete object.metadata.resourceVersion;
    const release = object.type === "helm.sh/release.v1" ? object.data?.release : undefined;
    const told = release === undefined ? object : { ...object, data: { release: BODY } };
    const body = release === undefined ? {} : { body: unpackBody(release) };
    objects.push({ key, json: JSON.stringify(told), ...body, order, object });
  }
  objects.sort((a, b) => a.order - b.order);
  const addresses = objects.flatMap(
    ({ object }) => (object as { spec?: { clusterIP?: string } }).spec?.clusterIP ?? [],
  );
  return {
    store,
    objects: objects.map(({ order: _, object: __, ...kept }) => kept),
    uids: [...new Set([uid, ...objects.flatMap(({ object }) => object.metadata.uid ?? [])])],
    clusterIps: [...new Set(addresses.filter((address) => address !== "None"))],
  };
}
