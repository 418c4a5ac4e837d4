import { join } from "node:path";
import { LABELS } from "@shopyard/crds/constants.ts";
import { hostOf, namespaceOf, type ReleaseRecord, releaseOf, type Store } from "@shopyard/crds/store.ts";
import { copyValue } from "../build/copy-key.ts";
import { withDigest } from "../build/values.ts";
import { findCondition } from "../reconcile/conditions.ts";
import type { Plan } from "../reconcile/plan.ts";
import type { EffectContext } from "./context.ts";
import { historyMax, keepOwnership, runRelease } from "./helm-release.ts";
import { findLeftOvers, pruneRelease } from "./prune-release.ts";
import { healRecords, readRecords } from "./release-records.ts";

export type BuildablePlan = Extract<Plan, { version: string }>;

/**
 * Brings the helm release to the plan. Where a release of the same digest is already deployed (the operator died
 * before it could say so), helm does not run; one left half-done by a crash is healed first.
 * @throws FailureError with helm's message
 */
export async function applyRelease(store: Store, plan: BuildablePlan, context: EffectContext): Promise<ReleaseRecord> {
  const { platform, now } = context;
  const name = releaseOf(store.metadata.name);
  const [latest] = await healRecords(await readRecords(store, context), context);
  const again = findCondition(store.status, "ReleaseApplied")?.reason === "NextAttempt";
  const deployed = latest?.status === "deployed" && latest.digest === plan.digest && !again;
  // The newest record may be of this plan although a later run, whose record is lost, got half-way to another.
  const done = deployed && (await findLeftOvers(store, plan.digest, context)).length === 0;
  const revision = done
    ? latest.revision
    : (
        JSON.parse(
          await runRelease(store, "upgrade", {
            args: [
              ...["upgrade", name, join(platform.config.CHARTS_DIR, plan.chartFolder), "--install"],
              ...["--namespace", namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX)],
              ...["--output", "json", "--skip-crds", "--disable-openapi-validation"],
              ...["--labels", `${LABELS.digest}=${plan.digest}`, ...historyMax(context), ...keepOwnership("upgrade")],
            ],
            values: { ...withDigest(plan.values, plan.digest), ...copyValue(store, plan, platform) },
            context,
          }),
        ) as { version: number }
      ).version;
  if (!done) await pruneRelease(store, plan.digest, context);
  return {
    name,
    revision,
    chart: plan.chart.name,
    chartVersion: plan.chart.version,
    appVersion: plan.version,
    digest: plan.digest,
    time: new Date(now()).toISOString(),
    size: store.spec.size ?? "small",
    host: hostOf(store, context.platform.config.BASE_DOMAIN),
    suspended: store.spec.suspended ?? false,
  };
}
