import type { StoreEventType, StorePhase, StoreStep } from "../../generated/graphql.ts";

/** A timeline entry as the subscription selects it. */
export interface StoreEvent {
  id: string;
  seq: number;
  time: string;
  phase: StorePhase;
  step: StoreStep;
  type: StoreEventType;
  reason: string;
  message: string;
  attempt: number;
  count: number;
  /** Milliseconds; null while it is under way; null or 0 for entries that are moments. */
  durationMs: number | null;
}

/** What of the store decides how its steps stand. */
export interface TimelineStore {
  phase: StorePhase;
  /** Of the unresolved failure, if there is one. */
  failedStep: StoreStep | undefined;
  /** Backing off until then. */
  retryAt: string | null;
  conditions: readonly { type: string; status: string }[];
}

/** `skipped`: nobody tries, as on simulated nodes. */
export type StepState = "waiting" | "active" | "done" | "skipped" | "failed" | "backing-off";

export interface StepBar {
  step: StoreStep;
  state: StepState;
  /** Milliseconds spent in it so far, all attempts together; undefined where nothing was recorded. */
  ms: number | undefined;
  /** Where its bar begins and how long it is drawn, in milliseconds of the scale; shorter than `ms` where it is cut. */
  offset: number;
  length: number;
  /** The highest attempt seen in it. */
  attempts: number;
  /** Warnings, repeats counted. */
  warnings: number;
}

export interface StepBars {
  bars: StepBar[];
  /** Milliseconds spent in all. */
  total: number;
}
