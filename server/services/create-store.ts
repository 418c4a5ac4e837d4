/**
 * Creates a store, idempotently.
 *
 *   check input -> GET uncached -+-> there: answer by owner, deletion, engine
 *                    ^           +-> absent -> reserve -> POST -+-> created
 *                    |                                          +-> exists, unknown outcome, over quota: look again
 *                    +---------- bounded, with back-off --------+
 */

import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { API_VERSION, KIND, LABELS, RESERVED_MESSAGE, type Size } from "@shopyard/crds/constants.ts";
import { violations } from "@shopyard/crds/rules.ts";
import type { Store, StoreSpec } from "@shopyard/crds/store.ts";
import { isConflict, isTransient, KubeError } from "@shopyard/kube/error.ts";
import { unavailableOr, WHILE_SOMEBODY_WAITS } from "./cluster-trouble.ts";
import {
  ClusterUnavailable,
  EngineConflict,
  InvalidInput,
  LimitReached,
  NameTaken,
  StoreDeleting,
} from "./domain-error.ts";
import { hostTaken } from "./host-taken.ts";
import type { Reservation } from "./limits.ts";
import { offered } from "./offered.ts";
import type { Platform, Viewer } from "./platform.ts";
import { atLeast, seenBy } from "./read-your-writes.ts";

export interface CreateStoreInput {
  name: string;
  engine: string;
  displayName?: string | null | undefined;
  host?: string | null | undefined;
  size?: Size | null | undefined;
  engineVersion?: string | null | undefined;
  adminEmail?: string | null | undefined;
}

export interface FieldDifference {
  field: string;
  requested: string | undefined;
  actual: string | undefined;
}

export interface CreateStoreOutcome {
  store: Store;
  created: boolean;
  differences: FieldDifference[];
}

/** Waits before looking again; the quota controller needs seconds, two writers of one quota need milliseconds. */
const BACKOFF_MS = [50, 100, 200, 400, 800, 1_600, 3_200] as const;

export async function createStore(
  platform: Platform,
  viewer: Viewer,
  input: CreateStoreInput,
): Promise<CreateStoreOutcome> {
  const broken = violations(input);
  if (broken.length > 0) throw new InvalidInput(broken);
  const outcome = await platform.inTurn(input.name, () => establish(platform, viewer, input));
  const { uid, resourceVersion } = outcome.store.metadata;
  const cached = await seenBy(platform.stores, uid, (store) => atLeast(store, resourceVersion));
  return { ...outcome, store: cached ?? outcome.store };
}

/** One create's place among its owner's stores: reserved once, however often it tries. */
interface Seat {
  /** When it began, in milliseconds since the epoch; the fraction tells two in one millisecond apart. */
  readonly since: number;
  reservation?: Reservation;
  /** A store came of it, or may have: nobody knows what became of a write. */
  taken: boolean;
}

async function establish(platform: Platform, viewer: Viewer, input: CreateStoreInput): Promise<CreateStoreOutcome> {
  const seat: Seat = { since: platform.now() + randomInt(1_000) / 1_000, taken: false };
  try {
    return await lookAndPost(platform, viewer, input, seat);
  } finally {
    if (!seat.taken) {
      await seat.reservation?.giveBack().catch((error: unknown) => {
        platform.log.warn({ store: input.name, err: error }, "a place was not given back; it expires");
      });
    }
  }
}

async function lookAndPost(
  platform: Platform,
  viewer: Viewer,
  input: CreateStoreInput,
  seat: Seat,
): Promise<CreateStoreOutcome> {
  const path = `${platform.stores.path}/${input.name}`;
  let trouble: unknown;
  for (const waitMs of [0, ...BACKOFF_MS]) {
    if (waitMs > 0) await delay(waitMs * (0.5 + Math.random() / 2));
    let existing: Store | undefined;
    try {
      existing = await platform.client.get<Store>(path, WHILE_SOMEBODY_WAITS);
    } catch (error) {
      throw unavailableOr(error);
    }
    if (existing !== undefined) return existingOutcome(existing, viewer, input);
    const refused = [...offered(platform.catalog.current, input), ...hostTaken(platform, input)];
    if (refused.length > 0) throw new InvalidInput(refused);

    const attempt = (await reserve(platform, viewer, input, seat)) ?? (await post(platform, viewer, input, seat));
    if (attempt.store !== undefined) return { store: attempt.store, created: true, differences: [] };
    trouble = attempt.trouble;
    if (attempt.final) throw trouble;
  }
  throw unavailableOr(trouble);
}

/** `final` troubles are answers; the others are looked into by another GET. */
interface Trouble {
  store?: undefined;
  trouble: unknown;
  final: boolean;
}

/** What stands in the way of a place; undefined where there is one. */
async function reserve(
  platform: Platform,
  viewer: Viewer,
  input: CreateStoreInput,
  seat: Seat,
): Promise<Trouble | undefined> {
  if (seat.reservation !== undefined) return undefined;
  try {
    const answer = await platform.slots.reserve(viewer.owner, input.name, seat.since);
    if (answer.refused !== undefined) return { trouble: new LimitReached(answer.refused), final: !answer.underWay };
    seat.reservation = answer;
    return undefined;
  } catch (error) {
    return passing(error) ?? { trouble: error, final: true };
  }
}

/** One try. */
async function post(
  platform: Platform,
  viewer: Viewer,
  input: CreateStoreInput,
  seat: Seat,
): Promise<{ store: Store } | Trouble> {
  try {
    const created = await platform.client.create<Store>(
      platform.stores.path,
      manifest(platform, viewer, input),
      WHILE_SOMEBODY_WAITS,
    );
    seat.taken = true;
    platform.log.info({ store: input.name, uid: created.metadata.uid, owner: viewer.owner }, "store created");
    return { store: created };
  } catch (error) {
    seat.taken ||= !(error instanceof KubeError) || isTransient(error);
    return await judge(platform, input, error);
  }
}

async function judge(platform: Platform, input: CreateStoreInput, error: unknown): Promise<Trouble> {
  const passes = passing(error);
  if (passes !== undefined) return passes;
  if (!(error instanceof KubeError)) return { trouble: error, final: true };
  if (error.status === 403 && error.message.includes("status unknown for quota")) {
    return { trouble: notCounted(error), final: false };
  }
  if (error.status === 403 && error.message.includes("exceeded quota")) {
    // The quota is charged before the name is looked at: whoever lost a race for the name is told so, not "full".
    const path = `${platform.stores.path}/${input.name}`;
    const raced = await platform.client.get<Store>(path, WHILE_SOMEBODY_WAITS).catch(() => undefined);
    if (raced !== undefined) return { trouble: error, final: false };
    const quota = platform.quota.current;
    const limit = quota?.limit ?? platform.stores.size;
    const used = quota?.used ?? platform.stores.size;
    return {
      trouble: new LimitReached({ kind: "GLOBAL_STORES", limit, used, retryAfterSeconds: undefined }),
      final: true,
    };
  }
  if (error.message.includes(RESERVED_MESSAGE)) {
    const violation = {
      field: "host",
      got: input.host || input.name,
      allowed: "a host that the platform does not keep",
    };
    return { trouble: new InvalidInput([violation]), final: true };
  }
  if (error.status === 422 || error.status === 400) {
    const allowed = error.message.slice(0, 500);
    return { trouble: new InvalidInput([{ field: "input", got: input.name, allowed }]), final: true };
  }
  return { trouble: error, final: true };
}

/** Somebody was faster, two writers met at a quota or a record, or nobody knows whether it was written: look again. */
function passing(error: unknown): Trouble | undefined {
  if (isTransient(error)) return { trouble: error, final: false };
  if (!isConflict(error)) return undefined;
  const options = { cause: error, hint: "Try again." };
  return { trouble: new ClusterUnavailable("Other writers were faster every time.", 1, options), final: false };
}

const notCounted = (error: KubeError): ClusterUnavailable =>
  new ClusterUnavailable("The cluster has not counted its stores yet.", 30, {
    cause: error,
    hint: "The quota controller needs about 30 seconds after an installation; try again then.",
  });

function existingOutcome(store: Store, viewer: Viewer, input: CreateStoreInput): CreateStoreOutcome {
  if (store.metadata.labels?.[LABELS.owner] !== viewer.owner) throw new NameTaken(input.name);
  if (store.metadata.deletionTimestamp !== undefined) throw new StoreDeleting(input.name, { field: ["name"] });
  if (store.spec.engine !== input.engine) throw new EngineConflict(input.name, store.spec.engine);
  return { store, created: false, differences: differences(store.spec, input) };
}

/** Fields that were asked for and are otherwise; what was left open differs from nothing. */
function differences(spec: StoreSpec, input: CreateStoreInput): FieldDifference[] {
  const found: FieldDifference[] = [];
  for (const field of ["displayName", "host", "size", "engineVersion", "adminEmail"] as const) {
    const requested = input[field] || undefined;
    const actual = spec[field] || undefined;
    if (requested !== undefined && requested !== (actual ?? (field === "size" ? "small" : undefined))) {
      found.push({ field, requested: worded(field, requested), actual: worded(field, actual) });
    }
  }
  return found;
}

/** Sizes as the API spells them. */
const worded = <T extends string | undefined>(field: string, value: T): T | string =>
  field === "size" && value !== undefined ? value.toUpperCase() : value;

function manifest(platform: Platform, viewer: Viewer, input: CreateStoreInput): object {
  const { engine, displayName, host, size, engineVersion, adminEmail } = input;
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: {
      name: input.name,
      namespace: platform.config.storesNamespace,
      labels: { [LABELS.owner]: viewer.owner },
    },
    spec: {
      engine,
      size: size ?? "small",
      ...(displayName && { displayName }),
      ...(host && { host }),
      ...(engineVersion && { engineVersion }),
      ...(adminEmail && { adminEmail }),
    },
  };
}
