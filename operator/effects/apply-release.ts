import { join } from "node:path";
import { LABELS } from "@shopyard/crds/constants.ts";
import { namespaceOf, type ReleaseRecord, releaseOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { withDigest } from "../build/values.ts";
import { isFenced } from "../leader/fence.ts";
import { findCondition } from "../reconcile/conditions.ts";
import { FailureError } from "../reconcile/failure-error.ts";
import type { Plan } from "../reconcile/observe.ts";
import type { EffectContext } from "./context.ts";
import { HelmError, runHelm } from "./helm.ts";

export type BuildablePlan = Extract<Plan, { version: string }>;

/**
 * Brings the helm release to the plan. Where a release of the same digest is already deployed (the operator died
 * before it could say so), helm does not run; one left half-done by a crash is unlocked first.
 * @throws FailureError with helm's message
 */
export async function applyRelease(store: Store, plan: BuildablePlan, context: EffectContext): Promise<ReleaseRecord> {
  const { platform, metrics, now } = context;
  const namespace = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
  const name = releaseOf(store.metadata.name);
  const record = (revision: number): ReleaseRecord => ({
    name,
    revision,
    chart: plan.chart.name,
    chartVersion: plan.chart.version,
    appVersion: plan.version,
    digest: plan.digest,
    time: new Date(now()).toISOString(),
  });

  const latest = await latestRecord(namespace, name, context);
  const again = findCondition(store.status, "ReleaseApplied")?.reason === "NextAttempt";
  if (latest?.status === "deployed" && latest.digest === plan.digest && !again) return record(latest.revision);
  if (latest?.status.startsWith("pending-")) await unlock(latest, context);

  const args = [
    ...["upgrade", name, join(platform.config.CHARTS_DIR, plan.chartFolder), "--install", "--namespace", namespace],
    ...["--output", "json", "--history-max", "3", "--server-side=true", "--force-conflicts"],
    ...["--disable-openapi-validation", "--skip-crds", "--no-hooks"],
    ...["--labels", `${LABELS.digest}=${plan.digest}`],
  ];
  try {
    const output = await runHelm(args, helmOptions(context), withDigest(plan.values, plan.digest));
    metrics.helmRuns.inc({ command: "upgrade", result: "ok" });
    return record((JSON.parse(output) as { version: number }).version);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    metrics.helmRuns.inc({ command: "upgrade", result: "failed" });
    throw new FailureError(
      { code: codeOf(error), step: "Release", component: `Release/${name}`, message: error.message },
      { cause: error },
    );
  }
}

export const helmOptions = ({ platform: { config }, heartbeat, signal }: EffectContext) => ({
  helm: config.HELM,
  timeoutMs: config.HELM_TIMEOUT_SECONDS * 1000,
  kubeContext: config.KUBE_CONTEXT,
  heartbeat,
  signal,
});

interface Latest {
  secret: KubeObject;
  revision: number;
  status: string;
  digest: string | undefined;
}

/** The newest release record, read off its labels: one GET, and the values inside stay unread. */
async function latestRecord(
  namespace: string,
  name: string,
  { client, signal }: EffectContext,
): Promise<Latest | undefined> {
  const { items } = await client.list<KubeObject>(resourcePath(SECRETS, { namespace }), {
    signal,
    query: { labelSelector: `owner=helm,name=${name}` },
  });
  return items
    .map((secret) => ({
      secret,
      revision: Number(secret.metadata.labels?.version ?? 0),
      status: secret.metadata.labels?.status ?? "unknown",
      digest: secret.metadata.labels?.[LABELS.digest],
    }))
    .sort((a, b) => b.revision - a.revision)[0];
}

/** helm refuses to touch a release that another run seems to be working on; we know that there is none. */
async function unlock({ secret }: Latest, { client, log, signal }: EffectContext): Promise<void> {
  const { namespace, name, uid } = secret.metadata;
  log.warn({ namespace, release: name }, "removing a release record that a crash left pending");
  await client.delete(resourcePath(SECRETS, { namespace, name }), { signal, ...(uid && { uid }) });
}

function codeOf(error: HelmError) {
  // Another leads, or the API server has not heard yet that this one does: no attempt has failed.
  if (isFenced(error)) return "ApiUnavailable" as const;
  if (error.timedOut) return "HelmTimeout" as const;
  if (/exceeded quota/.test(error.message)) return "QuotaExceeded" as const;
  if (
    /connection refused|connection reset|\bEOF\b|i\/o timeout|context deadline exceeded|etcdserver/.test(error.message)
  ) {
    return "ApiUnavailable" as const;
  }
  return "HelmFailed" as const;
}
