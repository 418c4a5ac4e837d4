import type { Size } from "@shopyard/crds/constants.ts";
import type { ReleaseRecord, Store } from "@shopyard/crds/store.ts";
import { onceAStore } from "../build/once-a-store.ts";
import { type Plan, planOf } from "./plan.ts";

/** What a spec asks for, by a name that says when it asks for something else. */
export interface Asked {
  /** 40 hex digits over chart and values, or the version that cannot be built. */
  digest: string;
  appVersion: string;
  size: Size;
}

/** What a store is brought to. */
export interface Target {
  /** The store as its spec would read if it asked for just that. */
  store: Store;
  plan: Plan;
  /** Undefined for an engine that this operator does not know. */
  asked: Asked | undefined;
  /** The release to go back to, where the spec's was tried and given up. */
  rollback: ReleaseRecord | undefined;
  /** The spec's release was given up, and there is no way back from it: it stays as it is. */
  stuck: boolean;
}

/** What the spec asks for; where that did not come up and was given up, the release that was Ready last. */
export const targetOf = onceAStore((store, platform): Target => {
  const plan = planOf(store, platform);
  const asked = askedBy(store, plan);
  const { rejected, stable } = store.status ?? {};
  const target = { store, plan, asked, rollback: undefined, stuck: false };
  if (asked === undefined || rejected === undefined || rejected.digest !== asked.digest) return target;
  const restores = store.status?.restore !== undefined;
  if (stable === undefined || (migrated(store, asked) && !restores)) return { ...target, stuck: true };
  const back = asOf(stable, store);
  return { store: back, plan: planOf(back, platform), asked, rollback: stable, stuck: false };
});

/** The store as its spec would read if it asked for a release that it had. */
export function asOf({ appVersion, size = "small", host }: ReleaseRecord, store: Store): Store {
  const spec = { ...store.spec, engineVersion: appVersion, size, ...(host && { host }), suspended: false };
  return { ...store, spec };
}

/** Whether the data may be of the version that is asked for already, and no longer of the one that was Ready last. */
export const migrated = ({ status }: Store, asked: Asked): boolean =>
  status?.migrationBegan === true && status.stable?.appVersion !== asked.appVersion;

function askedBy(store: Store, plan: Plan): Asked | undefined {
  const size = store.spec.size ?? "small";
  if (plan.engine === undefined) return undefined;
  if (plan.version !== undefined) return { digest: plan.digest, appVersion: plan.version, size };
  return { digest: `no ${plan.asked}`.slice(0, 40), appVersion: plan.asked, size };
}
