/**
 * What of a store's objects is no longer as it was applied. Nobody's bookkeeping is trusted for that: each object is
 * applied once more as a dry run, by the field manager that made it, and what would change has drifted. So fields that
 * others added (a sidecar, an annotation) never show, and defaults of the API server don't either.
 */
import { isDeepStrictEqual } from "node:util";
import { FIELD_MANAGER } from "@shopyard/crds/constants.ts";
import { namespaceOf, releaseOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { type Resource, resourcePath } from "@shopyard/kube/paths.ts";
import { parseAllDocuments } from "yaml";
import { buildPolicies } from "../build/policies.ts";
import { targetOf } from "../reconcile/target.ts";
import { chartKinds } from "./chart-kinds.ts";
import { comparable } from "./comparable.ts";
import type { EffectContext } from "./context.ts";
import { asHelmApplies, HELM_FIELD_MANAGER } from "./helm-objects.ts";
import { readRecords } from "./release-records.ts";

/** An object as it is to be, and whose fields it sets. */
export interface Wanted {
  /** E.g. `Service/demo-web`. */
  name: string;
  path: string;
  body: KubeObject & { spec?: Record<string, unknown> };
  fieldManager: string;
}

type DriftContext = Pick<EffectContext, "client" | "platform" | "signal">;

/** Remembers which state of an object was found as it should be, so that what did not change is asked only once. */
export type KnownGood = Map<string, string>;

/** Those of the store's objects that would change if they were applied again; a missing one is among them. */
export async function findDrift(store: Store, known: KnownGood, context: DriftContext): Promise<Wanted[]> {
  const wanted = await wantedOf(store, context);
  const drifted: Wanted[] = [];
  // One after the other: nobody waits for it.
  for (const one of wanted) {
    const live = await context.client.get<KubeObject>(one.path, { signal: context.signal });
    if (live?.metadata.deletionTimestamp !== undefined) continue;
    if (live !== undefined && known.get(one.path) === versionOf(live)) continue;
    if (live === undefined || (await wouldChange(one, live, context))) drifted.push(leaveToOthers(one, live));
    else known.set(one.path, versionOf(live));
  }
  return drifted;
}

/** Applies them as they are to be. */
export async function putBack(drifted: readonly Wanted[], { client, signal }: DriftContext): Promise<void> {
  for (const { path, body, fieldManager } of drifted) await client.apply(path, body, { fieldManager, signal });
}

async function wouldChange(wanted: Wanted, live: KubeObject, { client, signal }: DriftContext): Promise<boolean> {
  const { path, body, fieldManager } = leaveToOthers(wanted, live);
  const after = await client.apply<KubeObject>(path, body, { fieldManager, signal, query: { dryRun: "All" } });
  return !isDeepStrictEqual(comparable(after), comparable(live));
}

const versionOf = ({ metadata: { uid, resourceVersion } }: KubeObject): string => `${uid}/${resourceVersion}`;

interface ManagedFields {
  manager?: string;
  subresource?: string;
  fieldsV1?: { "f:spec"?: { "f:replicas"?: object } };
}

/** How many pods there are is an autoscaler's to say where there is one; a person's `kubectl scale` is put back. */
function leaveToOthers(wanted: Wanted, live: KubeObject | undefined): Wanted {
  const managed = (live?.metadata as { managedFields?: ManagedFields[] } | undefined)?.managedFields ?? [];
  const scaled = managed.some(
    ({ manager = "", subresource, fieldsV1 }) =>
      subresource === "scale" && fieldsV1?.["f:spec"]?.["f:replicas"] !== undefined && !manager.startsWith("kubectl"),
  );
  if (!scaled) return wanted;
  const { replicas: _, ...spec } = wanted.body.spec ?? {};
  return { ...wanted, body: { ...wanted.body, spec } };
}

async function wantedOf(store: Store, context: DriftContext): Promise<Wanted[]> {
  const target = targetOf(store, context.platform);
  const policies =
    target.plan.engine === undefined ? undefined : buildPolicies(target.store, target.plan.engine, context.platform);
  const own = [...(policies?.bounds ?? []), ...(policies?.network ?? [])].map(({ resource, object }): Wanted => {
    const body = object as unknown as Wanted["body"];
    return { name: nameOf(body), path: pathOf(resource, body), body, fieldManager: FIELD_MANAGER };
  });
  return [...own, ...(await releaseObjects(store, context))];
}

/** What helm applied last, as it applied it; nothing where its record is not of the release that status tells of. */
async function releaseObjects(store: Store, context: DriftContext): Promise<Wanted[]> {
  const { platform } = context;
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const [latest] = await readRecords(store, context);
  if (latest?.status !== "deployed" || latest.digest !== store.status?.release?.digest) return [];
  const kinds = chartKinds(platform);
  return parseAllDocuments(latest.manifest).flatMap((document): Wanted[] => {
    const object = document.toJS() as Wanted["body"] | null;
    const resource = kinds.find(({ kind }) => kind === object?.kind)?.resource;
    if (object === null || resource === undefined) return [];
    const body = asHelmApplies(object, releaseOf(store.metadata.name), namespace);
    return [{ name: nameOf(body), path: pathOf(resource, body), body, fieldManager: HELM_FIELD_MANAGER }];
  });
}

const nameOf = ({ kind, metadata }: KubeObject): string => `${kind ?? "Object"}/${metadata.name}`;
const pathOf = (resource: Resource, { metadata: { namespace, name } }: KubeObject): string =>
  resourcePath(resource, { namespace, name });
