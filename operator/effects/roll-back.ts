import { namespaceOf, type ReleaseRecord, releaseOf, type Store } from "@shopyard/crds/store.ts";
import { FailureError } from "../reconcile/failure-error.ts";
import type { EffectContext } from "./context.ts";
import { historyMax, keepOwnership, runRelease } from "./helm-release.ts";
import { findLeftOvers, pruneRelease } from "./prune-release.ts";
import { healRecords, readRecords } from "./release-records.ts";

/**
 * Brings the helm release back to one that was Ready. helm's own record of it is applied anew, so that neither its chart
 * nor its values are needed any more.
 * @throws FailureError with helm's message, or that helm does not know the release any more
 */
export async function rollBack(store: Store, stable: ReleaseRecord, context: EffectContext): Promise<ReleaseRecord> {
  const { platform, now } = context;
  const name = releaseOf(store.metadata.name);
  const records = await healRecords(await readRecords(store, context), context);
  let revision = records[0]?.revision ?? 0;
  // Already back where the operator died before it could say so.
  const deployed = records[0]?.status === "deployed" && records[0].digest === stable.digest;
  const done = deployed && (await findLeftOvers(store, stable.digest, context)).length === 0;
  if (!done) {
    const target = records.find(({ digest, status }) => digest === stable.digest && status !== "failed");
    if (target === undefined) {
      throw new FailureError({
        code: "RollbackFailed",
        step: "Release",
        component: `Release/${name}`,
        message: `helm has no record of ${stable.chart} ${stable.appVersion} (revision ${stable.revision ?? "unknown"}) any more`,
      });
    }
    await runRelease(store, "rollback", {
      args: [
        ...["rollback", name, String(target.revision)],
        ...["--namespace", namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX)],
        ...[...historyMax(context), ...keepOwnership("rollback")],
      ],
      context,
    });
    revision += 1;
    await pruneRelease(store, stable.digest, context);
  }
  return { ...stable, revision, time: new Date(now()).toISOString() };
}
