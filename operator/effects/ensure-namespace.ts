import { FIELD_MANAGER } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { NAMESPACES, ROLE_BINDINGS, resourcePath } from "@shopyard/kube/paths.ts";
import { isOurs, lackingLabels } from "../build/labels.ts";
import { buildNamespace } from "../build/namespace.ts";
import { buildRoleBinding } from "../build/role-binding.ts";
import { foreignNamespace, wasMadeFor } from "../diagnose/foreign-namespace.ts";
import { FailureError } from "../reconcile/failure-error.ts";
import type { Namespace } from "../watch/kinds.ts";
import type { EffectContext } from "./context.ts";

/**
 * Makes the namespace, or brings its labels back where it is ours already, and binds the operator's rights in it.
 * Made by create and not by apply: apply would adopt a namespace that somebody else made a moment ago.
 * @throws FailureError NamespaceTaken, NamespaceRelabelled; KubeError 409 while one is on its way out
 */
export async function ensureNamespace(store: Store, context: EffectContext): Promise<Namespace> {
  const { client, platform, caches, signal } = context;
  const wanted = buildNamespace(store, platform);
  const path = resourcePath(NAMESPACES, { name: wanted.metadata.name });
  let namespace: Namespace;
  try {
    namespace = await client.create<Namespace>(resourcePath(NAMESPACES), wanted, {
      signal,
      query: { fieldManager: FIELD_MANAGER },
    });
  } catch (error) {
    if (!isConflict(error)) throw error;
    const present = await client.get<Namespace>(path, { signal });
    // A predecessor that was on its way out is gone by now, and the next pass makes it; or it waits until it is.
    if (present === undefined) throw error;
    caches.namespaces.wrote(present);
    if (present.metadata.deletionTimestamp !== undefined) throw error;
    const lacks = lackingLabels(present, store, platform);
    if (lacks.length > 0) throw new FailureError(foreignNamespace(store, { ...present.metadata, lacks }));
    // The uid makes the API server refuse if it is not the one just looked at.
    const body = { ...wanted, metadata: { ...wanted.metadata, uid: present.metadata.uid } };
    namespace = await client.apply<Namespace>(path, body, { fieldManager: FIELD_MANAGER, signal });
  }
  caches.namespaces.wrote(namespace);
  const binding = buildRoleBinding(store, platform);
  await client.apply(
    resourcePath(ROLE_BINDINGS, { namespace: namespace.metadata.name, name: binding.metadata.name }),
    binding,
    {
      fieldManager: FIELD_MANAGER,
      signal,
    },
  );
  return namespace;
}

/**
 * Whether the store's namespace is there after all: one that was made a moment ago may be missing in the cache, and
 * without the finalizer nobody would take it away.
 */
export async function findNamespace(store: Store, context: EffectContext): Promise<boolean> {
  const { client, platform, caches, signal } = context;
  const { name } = buildNamespace(store, platform).metadata;
  const present = await client.get<Namespace>(resourcePath(NAMESPACES, { name }), { signal });
  if (present === undefined || !(isOurs(present, store, platform) || wasMadeFor(store, present.metadata))) return false;
  caches.namespaces.wrote(present);
  return true;
}
