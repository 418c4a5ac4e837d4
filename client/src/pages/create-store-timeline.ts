import { type Accessor, createMemo } from "solid-js";
import { createNow } from "../components/time/create-now.ts";
import { secondsUntil } from "../components/time/format-duration.ts";
import { groupSteps } from "../components/timeline/group-steps.ts";
import { orderEvents } from "../components/timeline/order-events.ts";
import type { StepBars, StoreEvent } from "../components/timeline/timeline-model.ts";
import type { StoreDetailFragment, StorePhase } from "../generated/graphql.ts";

const UNDER_WAY: readonly StorePhase[] = ["PENDING", "PROVISIONING", "UPGRADING", "DELETING"];

type Failure = NonNullable<StoreDetailFragment["lastError"]>;

export interface StoreTimeline {
  /** In the list's order. */
  events: Accessor<StoreEvent[]>;
  steps: Accessor<StepBars>;
  /** The latest failure while it still stands. */
  failure: Accessor<Failure | undefined>;
  /** Seconds until the next attempt; undefined where it is not backing off. */
  retryIn: Accessor<number | undefined>;
}

/** What the page tells of a store's making; it ticks while something is under way. */
export function createStoreTimeline(
  store: Accessor<StoreDetailFragment>,
  entries: Accessor<Record<string, StoreEvent>>,
  ended: Accessor<boolean>,
): StoreTimeline {
  const now = createNow(100, () => !ended() && (UNDER_WAY.includes(store().phase) || Boolean(store().retryAt)));
  const events = createMemo(() => orderEvents(Object.values(entries())));
  const failure = () => {
    const error = store().lastError;
    if (!error || error.resolvedAt) return undefined;
    // What went wrong before no longer matters to a store that is being deleted.
    return store().phase !== "DELETING" || error.step === "DELETE" ? error : undefined;
  };
  const steps = createMemo(() =>
    groupSteps(
      events(),
      {
        phase: store().phase,
        failedStep: failure()?.step,
        retryAt: store().retryAt ?? null,
        conditions: store().conditions,
      },
      now(),
    ),
  );
  const retryIn = () => {
    const at = store().retryAt;
    const seconds = at ? secondsUntil(Date.parse(at), now()) : 0;
    return seconds > 0 ? seconds : undefined;
  };
  return { events, steps, failure, retryIn };
}
