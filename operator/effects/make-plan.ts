/**
 * What a change of the spec would do, without doing it: the chart rendered with the values that the change would give,
 * against what helm applied last, and each object that differs asked of the API server as a dry run.
 */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { LABELS, LIMITS } from "@shopyard/crds/constants.ts";
import { planWishOf } from "@shopyard/crds/plan-request.ts";
import { namespaceOf, releaseOf, type Store, type StorePlan } from "@shopyard/crds/store.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { resourcePath } from "@shopyard/kube/paths.ts";
import { copyValue } from "../build/copy-key.ts";
import { type Difference, diffManifests } from "../build/diff-manifests.ts";
import { withDigest } from "../build/values.ts";
import { planOf } from "../reconcile/plan.ts";
import { clip } from "../reconcile/timeline.ts";
import { chartKinds } from "./chart-kinds.ts";
import { comparable } from "./comparable.ts";
import type { EffectContext } from "./context.ts";
import { runHelm } from "./helm.ts";
import { asHelmApplies, HELM_FIELD_MANAGER } from "./helm-objects.ts";
import { helmOptions } from "./helm-release.ts";
import { readRecords } from "./release-records.ts";

/** Differs with every release and tells nobody anything. */
const IGNORED = [LABELS.digest];

/** The answer to a request; one that cannot be answered says why. */
export async function makePlan(store: Store, request: string, context: EffectContext): Promise<StorePlan> {
  const told = { token: request, time: new Date(context.now()).toISOString() };
  try {
    const { engineVersion, size, suspended } = planWishOf(request);
    const spec = {
      ...store.spec,
      ...(engineVersion && { engineVersion }),
      ...(size && { size }),
      ...(typeof suspended === "boolean" && { suspended }),
    };
    return { ...told, ...(await compare({ ...store, spec }, context)) };
  } catch (error) {
    if (context.signal.aborted || error instanceof KubeError) throw error;
    return { ...told, error: clip(error instanceof Error ? error.message : String(error)) };
  }
}

async function compare(store: Store, context: EffectContext): Promise<Partial<StorePlan>> {
  const { platform } = context;
  const plan = planOf(store, platform);
  if (plan.engine === undefined) return { error: `no engine "${store.spec.engine}" on this platform` };
  if (plan.version === undefined) {
    const offered = plan.engine.versions.map(({ version }) => version).join(", ");
    return { error: `${store.spec.engine} ${plan.asked} is not offered; there is: ${offered}` };
  }
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const records = await readRecords(store, context);
  const applied = records.find(({ status }) => status === "deployed")?.manifest ?? "";
  // Rendered against the cluster: charts look up the volumes that are there, whose size and class stay.
  const output = await runHelm(
    [
      ...["upgrade", releaseOf(store.metadata.name), join(platform.config.CHARTS_DIR, plan.chartFolder), "--install"],
      ...["--namespace", namespace, "--dry-run=server", "--output", "json", "--skip-crds", "--no-hooks"],
    ],
    helmOptions(context),
    { ...withDigest(plan.values, plan.digest), ...copyValue(store, plan, platform) },
  );
  const { manifest } = JSON.parse(output) as { manifest: string };
  const { differences, unchanged } = diffManifests(applied, manifest, IGNORED);
  const asked = await Promise.all(
    differences.map(async (difference) => ({ ...difference, ...(await askApiServer(difference, store, context)) })),
  );
  const changing = asked.filter(({ same }) => !same);
  const changes = changing.slice(0, LIMITS.planChanges).map(({ change, kind, name, diff, refusal }) => {
    const text = refusal === undefined ? diff : `Would be refused: ${refusal}\n${diff}`;
    return { change, kind: clip(kind, 64), name: clip(name, 253), diff: clip(text, LIMITS.planDiff) };
  });
  return {
    appVersion: plan.version,
    size: store.spec.size ?? "small",
    unchanged: unchanged + asked.length - changing.length,
    changes,
    ...(changing.length > changes.length && { truncated: true }),
  };
}

/**
 * What the API server says to the object as it would be: that it refuses it, or that nothing would change (a chart may
 * spell out what the server had filled in).
 */
async function askApiServer(
  { kind, object }: Difference,
  store: Store,
  { client, platform, signal }: EffectContext,
): Promise<{ same?: boolean; refusal?: string }> {
  const resource = chartKinds(platform).find((known) => known.kind === kind)?.resource;
  if (object === undefined || resource === undefined) return {};
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const path = resourcePath(resource, { namespace, name: object.metadata.name });
  try {
    const body = asHelmApplies(object, releaseOf(store.metadata.name), namespace);
    const live = await client.get<KubeObject>(path, { signal });
    const after = await client.apply<KubeObject>(path, body, {
      fieldManager: HELM_FIELD_MANAGER,
      signal,
      query: { dryRun: "All" },
    });
    const same = live !== undefined && isDeepStrictEqual(comparable(after, IGNORED), comparable(live, IGNORED));
    return { same };
  } catch (error) {
    // Before there is a namespace nothing can be asked.
    if (
      error instanceof KubeError &&
      error.status >= 400 &&
      error.status < 500 &&
      ![404, 409, 429].includes(error.status)
    ) {
      return { refusal: error.message };
    }
    return {};
  }
}
