/** observe -> decide -> act: the last one. One effect an action, then its outcome in the Store's status. */
import { namespaceOf, type Store } from "@shopyard/crds/store.ts";
import { isTransient, KubeError } from "@shopyard/kube/error.ts";
import { addressesOf } from "../build/url.ts";
import { isNamespaceGoing, refusalOf } from "../diagnose/refusal.ts";
import { applyRelease, type BuildablePlan } from "../effects/apply-release.ts";
import { claimHost, releaseHost } from "../effects/claim-host.ts";
import { clearFailures } from "../effects/clear-failures.ts";
import type { EffectContext } from "../effects/context.ts";
import { deleteNamespace } from "../effects/delete-namespace.ts";
import { ensureCredentials } from "../effects/ensure-credentials.ts";
import { ensureNamespace, findNamespace } from "../effects/ensure-namespace.ts";
import { ensurePolicies } from "../effects/ensure-policies.ts";
import { addFinalizer, dropFinalizer } from "../effects/finalizer.ts";
import { findDrift, putBack } from "../effects/find-drift.ts";
import { gatherEvidence } from "../effects/gather-evidence.ts";
import { goOn } from "../effects/go-on.ts";
import { makePlan } from "../effects/make-plan.ts";
import { rollBack } from "../effects/roll-back.ts";
import { standStill } from "../effects/stand-still.ts";
import { startRestore } from "../effects/start-restore.ts";
import { startSale } from "../effects/start-sale.ts";
import { tellRefusedDeletion } from "../effects/tell-refused-deletion.ts";
import { uninstallRelease } from "../effects/uninstall-release.ts";
import { writeStatus } from "../effects/write-status.ts";
import { isFenced } from "../leader/fence.ts";
import type { Slots } from "../queue/slots.ts";
import type { DriftChecks } from "../watch/drift-checks.ts";
import type { Action } from "./action.ts";
import type { Failure } from "./failure.ts";
import { FailureError } from "./failure-error.ts";
import type { Observation } from "./observation.ts";
import type { Outcome } from "./outcome.ts";
import { planOf } from "./plan.ts";
import { retryTokenOf } from "./retry-token.ts";
import { afterFailure } from "./rules/give-up.ts";
import { asOf, targetOf } from "./target.ts";

/** Look again at once, or when something changes and at the latest at `at` (milliseconds since the epoch). */
export type Next = "again" | { wait: true; at?: number | undefined };

export interface ActContext extends EffectContext {
  slots: Slots;
  drifts: Pick<DriftChecks, "settle">;
  random(): number;
}

export async function act(action: Action, observation: Observation, context: ActContext): Promise<Next> {
  const { store } = observation;
  try {
    return await perform(action, observation, context);
  } catch (error) {
    if (context.signal.aborted) throw error;
    const failure = error instanceof FailureError ? error.failure : refusal(error, action, observation);
    if (action.type === "DeleteNamespace") await tellRefusedDeletion(store, error, context);
    // No answer, conflicts and rights still on their way are no failed attempts: the queue tries again.
    if (failure === undefined || store.metadata.deletionTimestamp !== undefined) throw error;
    if (
      failure.code === "ApiUnavailable" ||
      isNamespaceGoing(failure.message) ||
      (failure.code === "HelmFailed" && forbiddenSoFar(failure.message, observation))
    ) {
      throw error;
    }
    const final = (store.status?.attempts ?? 0) >= observation.limits.maxAttempts;
    const latest = context.caches.stores.get(`${store.metadata.namespace}/${store.metadata.name}`) ?? store;
    return perform(afterFailure(observation, failure, final), { ...observation, store: latest }, context);
  }
}

async function perform(action: Action, observation: Observation, context: ActContext): Promise<Next> {
  const { store, workloads } = observation;
  const { platform, slots, now } = context;
  const tell = async (outcome: Outcome): Promise<Next> => {
    slots.update(await writeStatus(store, outcome, context));
    return "again";
  };
  const timed = async <T>(effect: () => Promise<T>): Promise<[T, number]> => {
    const start = performance.now();
    const result = await effect();
    return [result, performance.now() - start];
  };

  switch (action.type) {
    case "Wait":
      return { wait: true, at: action.at };
    case "AddFinalizer":
      await addFinalizer(store, context);
      return "again";
    case "Queue": {
      const plan = planOf(store, platform);
      return tell({
        type: "Queued",
        because: action.because,
        retryToken: retryTokenOf(store),
        ...addressesOf(store, platform),
        engineVersion: plan.engine && plan.version,
      });
    }
    case "ClaimHost":
      await claimHost(targetOf(store, platform).store, context);
      return "again";
    case "ReleaseHosts":
      for (const host of action.hosts) {
        const claim = context.caches.hosts.get(`${store.metadata.namespace}/${host}`);
        if (claim !== undefined) await releaseHost(claim, context);
      }
      return "again";
    case "Resume":
      return tell({ type: "Resumed" });
    case "AcknowledgeRetry":
      return tell({ type: "RetryAcknowledged", retryToken: retryTokenOf(store) });
    case "StartAttempt": {
      if (!slots.take(store.metadata.uid)) return { wait: true };
      try {
        if (store.status?.lastError !== undefined) await clearFailures(store, context);
        slots.settle(await writeStatus(store, { type: "AttemptStarted" }, context));
      } catch (error) {
        // Without an answer nobody knows whether it is written: the slot stays taken until the next try tells.
        if (!isTransient(error)) slots.settle(store);
        throw error;
      }
      return "again";
    }
    case "AwaitPredecessorGone": {
      const name = namespaceOf(store.metadata.name, platform.config.NAMESPACE_PREFIX);
      await tell({ type: "PredecessorGoing", name, blockedBy: observation.namespace?.blockedBy });
      return { wait: true, at: action.at };
    }
    case "NotePredecessorGone":
      return tell({ type: "PredecessorGone" });
    case "EnsureNamespace": {
      const [{ metadata }, durationMs] = await timed(() => ensureNamespace(store, context));
      return tell({
        type: "NamespaceEnsured",
        name: metadata.name,
        uid: metadata.uid ?? "",
        // Older than the store: that of an earlier one, or of the platform that this one was restored from.
        takenOver: Date.parse(metadata.creationTimestamp ?? "") < Date.parse(store.metadata.creationTimestamp),
        durationMs,
      });
    }
    case "EnsurePolicies": {
      const [ensured, durationMs] = await timed(() =>
        ensurePolicies(targetOf(store, platform).store, engineOf(store, context), action.grow, context),
      );
      return tell({ type: "PoliciesEnsured", ...ensured, durationMs });
    }
    case "EnsureCredentials": {
      const [made, durationMs] = await timed(() => ensureCredentials(store, engineOf(store, context), context));
      return tell({ type: "CredentialsEnsured", ...made, durationMs });
    }
    case "ApplyRelease": {
      const how = store.status?.release === undefined ? "install" : "upgrade";
      const announced = await writeStatus(store, { type: "ReleaseStarted", how }, context);
      const release = await applyRelease(store, buildable(store, context), context);
      slots.update(await writeStatus(announced, { type: "ReleaseApplied", release }, context));
      return "again";
    }
    case "RollBack": {
      const announced = await writeStatus(store, { type: "ReleaseStarted", how: "rollback" }, context);
      const release = await rollBack(store, action.to, context);
      // A StatefulSet does not replace a pod that never got ready, not even by one of the old template.
      await clearFailures(store, context);
      slots.update(await writeStatus(announced, { type: "ReleaseApplied", release }, context));
      return "again";
    }
    case "RecordMigration":
      return tell({ type: "MigrationBegan", copy: action.copy });
    case "StandStill":
      await standStill(store, context);
      return "again";
    case "StartRestore": {
      const version = store.status?.release?.appVersion ?? "";
      await startRestore(store, engineOf(store, context), { version, key: action.key }, context);
      return tell({ type: "RestoreStarted" });
    }
    case "RecordRestore":
      return tell({ type: "DataRestored" });
    case "ObserveWorkloads":
      await writeStatus(store, { type: "WorkloadsObserved", workloads }, context);
      return { wait: true, at: action.at };
    case "TellSlow":
      return tell({ type: "FoundSlow", step: action.step, message: action.message });
    case "StartSale": {
      const target = targetOf(store, platform).store;
      const { engine, version } = buildable(target, context);
      await startSale(target, engine, version, action.mode, context);
      return tell({ type: "SaleStarted", mode: action.mode });
    }
    case "RecordSale": {
      const { mode, steps, order } = action;
      return tell({ type: "SalePassed", mode, steps, order, digest: store.status?.release?.digest ?? "" });
    }
    case "SkipSale":
      return tell({ type: "SaleSkipped", because: action.because });
    case "RepairDrift": {
      // Looked at anew: it may have been put back meanwhile, and what is applied is what is wanted now.
      const drifted = await findDrift(store, new Map(), context);
      await putBack(drifted, context);
      context.drifts.settle(store);
      if (drifted.length === 0) return "again";
      for (const { name } of drifted) context.metrics.drift.inc({ kind: name.split("/")[0] ?? "" });
      return tell({ type: "DriftRepaired", objects: drifted.map(({ name }) => name) });
    }
    case "MakePlan":
      return tell({ type: "PlanMade", plan: await makePlan(store, action.request, context) });
    case "RecordRoute":
      return tell({ type: "RouteChanged", route: action.route });
    case "MarkReady": {
      const { SIMULATED } = platform.config;
      if (store.status?.startedAt !== undefined && store.status.slotSince !== undefined) {
        context.metrics.secondsToReady.observe(
          { engine: store.spec.engine },
          (now() - Date.parse(store.status.startedAt)) / 1000,
        );
      }
      const suspended = store.spec.suspended ?? false;
      const rolledBack = observation.rollback !== undefined;
      const addresses = addressesOf(targetOf(store, platform).store, platform);
      return tell({ type: "BecameReady", workloads, ...addresses, simulated: SIMULATED, suspended, rolledBack });
    }
    case "MarkDegraded":
      return tell({ type: "BecameDegraded", workloads, failure: await gatherEvidence(store, action.failure, context) });
    case "FailAttempt":
      await fail(store, action.failure, action.final, context);
      return "again";
    case "BeginRollback":
      return tell({ type: "RollbackBegun", ...(await givenUp(action.failure, observation, context)) });
    case "BeginRestore":
      return tell({
        type: "RestoreBegun",
        copy: action.copy,
        ...(await givenUp(action.failure, observation, context)),
      });
    case "RejectChange": {
      const { stable } = store.status ?? {};
      const addresses = addressesOf(stable === undefined ? store : asOf(stable, store), platform);
      return tell({ type: "ChangeRejected", ...(await givenUp(action.failure, observation, context)), ...addresses });
    }
    case "MarkStuck": {
      const { serving } = observation;
      const end = await givenUp(action.failure, observation, context);
      if (store.status?.restore !== undefined && observation.namespace?.terminating === false) {
        await goOn(store, context);
      }
      return tell({ type: "UpgradeStuck", serving, ...end });
    }
    case "BeginDeletion":
      return tell({ type: "DeletionBegun" });
    case "Uninstall":
      return tell({ type: "Uninstalled", warning: await uninstallRelease(store, context) });
    case "DeleteNamespace": {
      // Gone, or no longer ours: what the caches say by now decides.
      if (!(await deleteNamespace(store, observation.namespace?.uid ?? "", context))) return "again";
      await tell({ type: "NamespaceDeleting", blockedBy: undefined });
      return { wait: true };
    }
    case "AwaitNamespaceGone":
      await tell({ type: "NamespaceDeleting", blockedBy: observation.namespace?.blockedBy });
      return { wait: true, at: action.at };
    case "AwaitLabels":
      await tell({ type: "LabelsLost", failure: action.failure });
      return { wait: true };
    case "TellHeld":
      await tell({ type: "HeldByOthers", finalizers: action.finalizers, left: action.left });
      return { wait: true };
    case "FinishDeletion":
      return tell({ type: "NamespaceGone" });
    case "DropFinalizer":
      if (await findNamespace(store, context)) return "again";
      await dropFinalizer(store, context);
      return { wait: true };
  }
}

async function givenUp(failure: Failure, { store, asked }: Observation, context: ActContext) {
  if (asked === undefined) throw new Error(`decided to give up what ${store.metadata.name} does not ask for`);
  return { failure: await gatherEvidence(store, failure, context), rejected: asked };
}

/** Many attempts must not add up to years of waiting, nor to a time that is none. */
const LONGEST_BACKOFF_MS = 3_600_000;

async function fail(store: Store, failure: Failure, final: boolean, context: ActContext): Promise<void> {
  const { BACKOFF_SECONDS } = context.platform.config;
  const doubled = BACKOFF_SECONDS * 1000 * 2 ** Math.max(0, (store.status?.attempts ?? 1) - 1);
  const longest = Math.min(doubled, LONGEST_BACKOFF_MS);
  const outcome: Outcome = {
    type: "AttemptFailed",
    failure: await gatherEvidence(store, failure, context),
    final,
    retryInMs: longest * (0.75 + context.random() / 2),
    // A retry that was asked for before this failure is answered by it.
    retryToken: retryTokenOf(store),
  };
  context.slots.update(await writeStatus(store, outcome, context));
}

/** Rights bound a moment ago may take a while to be seen by every API server. */
const BINDING_GRACE_SECONDS = 15;

const forbiddenSoFar = (message: string, { namespace }: Observation): boolean =>
  /forbidden/i.test(message) && (namespace === undefined || namespace.ageSeconds < BINDING_GRACE_SECONDS);

/** A refusal by the API server that will not go away by asking again. */
function refusal(error: unknown, action: Action, observation: Observation): Failure | undefined {
  if (!(error instanceof KubeError) || ![400, 403, 413, 422].includes(error.status)) return undefined;
  // Another operator leads: it is for that one to say what came of it.
  if (isFenced(error)) return undefined;
  const because = refusalOf(error.message);
  if (error.status === 403 && because === undefined && forbiddenSoFar("forbidden", observation)) return undefined;
  const steps = {
    EnsureNamespace: "Namespace",
    EnsurePolicies: "Policies",
    EnsureCredentials: "Credentials",
    ApplyRelease: "Release",
    StartSale: "Sale",
    StandStill: "Release",
    StartRestore: "Release",
  } as const;
  const step = action.type in steps ? steps[action.type as keyof typeof steps] : undefined;
  return step && { code: because ?? "ApiRefused", step, message: error.message };
}

function engineOf(store: Store, { platform }: ActContext) {
  const engine = platform.engines.get(store.spec.engine);
  if (engine === undefined)
    throw new Error(`decided to build ${namespaceOf(store.metadata.name, "")} without its engine`);
  return engine;
}

function buildable(store: Store, { platform }: ActContext): BuildablePlan {
  const plan = planOf(store, platform);
  if (plan.engine === undefined || plan.version === undefined) {
    throw new Error(`decided to build ${store.metadata.name} without a chart`);
  }
  return plan;
}
