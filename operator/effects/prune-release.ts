import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { deleteObject } from "@shopyard/kube/delete-object.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { type Resource, resourcePath } from "@shopyard/kube/paths.ts";
import { chartKinds } from "./chart-kinds.ts";
import type { EffectContext } from "./context.ts";

/** An object of a chart, of another release than the one that is wanted. */
export interface LeftOver {
  resource: Resource;
  object: KubeObject;
}

/**
 * Objects of the store's charts that do not carry `digest`: what an interrupted run of helm changed or made. helm itself
 * compares with the last release that was deployed and never looks at one that was not.
 */
export async function findLeftOvers(store: Store, digest: string, context: EffectContext): Promise<LeftOver[]> {
  const { client, platform, signal } = context;
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const labelSelector = `${LABELS.yard}=${platform.yard},${LABELS.store}=${store.metadata.name}`;
  const isLeftOver = ({ metadata: { annotations, ownerReferences } }: KubeObject) =>
    annotations?.[LABELS.digest] !== undefined &&
    annotations[LABELS.digest] !== digest &&
    // Jobs of a CronJob have it from their template.
    ownerReferences === undefined &&
    annotations["helm.sh/resource-policy"] !== "keep";
  // What holds data is never taken away because something looks left over.
  const kinds = chartKinds(platform).filter(({ kind }) => kind !== "PersistentVolumeClaim");
  const found = kinds.map(async ({ resource }) => {
    const path = resourcePath(resource, { namespace });
    const { items } = await client.list<KubeObject>(path, { signal, query: { labelSelector } });
    return items.filter(isLeftOver).map((object) => ({ resource, object }));
  });
  return (await Promise.all(found)).flat();
}

/** After a release was applied: takes away what is of another. */
export async function pruneRelease(store: Store, digest: string, context: EffectContext): Promise<void> {
  const { client, log, signal } = context;
  for (const { resource, object } of await findLeftOvers(store, digest, context)) {
    log.warn({ kind: resource.plural, name: object.metadata.name }, "taking away what an interrupted release has left");
    await deleteObject(client, resource, object, { propagationPolicy: "Background", signal });
  }
}
