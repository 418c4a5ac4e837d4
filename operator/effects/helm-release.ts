/** One run of helm on a store's release, counted, and its complaint as a failure of the attempt. */
import type { ErrorCode } from "@shopyard/crds/errors.ts";
import { releaseOf, type Store } from "@shopyard/crds/store.ts";
import { codeOfHelm } from "../diagnose/helm-output.ts";
import { isFenced } from "../leader/fence.ts";
import { FailureError } from "../reconcile/failure-error.ts";
import type { EffectContext } from "./context.ts";
import { HelmError, runHelm } from "./helm.ts";
import { readRecords, supersedeEarlier } from "./release-records.ts";

export interface HelmRun {
  args: readonly string[];
  /** Written to a file; secrets are in it by name only. */
  values?: object;
  context: EffectContext;
}

/** @throws FailureError with helm's message */
export async function runRelease(
  store: Store,
  command: "upgrade" | "rollback",
  { args, values, context }: HelmRun,
): Promise<string> {
  const { helmRuns } = context.metrics;
  try {
    const output = await runHelm(args, helmOptions(context), values);
    await requireRecord(store, context);
    helmRuns.inc({ command, result: "ok" });
    return output;
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    helmRuns.inc({ command, result: "failed" });
    throw new FailureError(
      {
        code: codeOf(error),
        step: "Release",
        component: `Release/${releaseOf(store.metadata.name)}`,
        message: error.message,
      },
      { cause: error },
    );
  }
}

/**
 * helm ends well also where the API server refused to have the run's record marked as deployed, or the one before as
 * superseded. It would not go on from such a record, and a rollback would not find it.
 */
async function requireRecord(store: Store, context: EffectContext): Promise<void> {
  const records = await readRecords(store, context);
  const [latest] = records;
  if (latest?.status === "deployed") return supersedeEarlier(records, context);
  const found = latest === undefined ? "there is none" : `it says ${latest.status}`;
  throw new HelmError(`helm applied the release and could not keep its record of it: ${found}`, false);
}

/** Failed attempts must not push the release that was Ready out of helm's memory: it is what a rollback goes back to. */
export const historyMax = ({ platform: { config } }: EffectContext): string[] => [
  "--history-max",
  String(config.MAX_ATTEMPTS + 2),
];

/**
 * Server-side apply, also over the fields of objects that lost helm's marks: the namespace is the store's alone. Hooks
 * would be lost in a crash; the charts have none.
 */
export const keepOwnership = (command: "upgrade" | "rollback"): string[] => [
  ...["--server-side=true", "--force-conflicts", "--no-hooks"],
  ...(command === "upgrade" ? ["--take-ownership"] : []),
];

export const helmOptions = ({ platform: { config }, heartbeat, signal }: EffectContext) => ({
  helm: config.HELM,
  timeoutMs: config.HELM_TIMEOUT_SECONDS * 1000,
  kubeContext: config.KUBE_CONTEXT,
  heartbeat,
  signal,
});

function codeOf(error: HelmError): ErrorCode {
  // Another leads, or the API server has not heard yet that this one does: no attempt has failed.
  if (isFenced(error)) return "ApiUnavailable";
  return error.timedOut ? "HelmTimeout" : codeOfHelm(error.message);
}
