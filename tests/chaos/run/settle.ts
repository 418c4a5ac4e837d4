import { setTimeout as delay } from "node:timers/promises";

/** A store has to be settled this long after its fault is over, in milliseconds. */
const SETTLE_MS = 30_000;
/** Whether it comes to rest at all, only too late, is looked at for so long: a slow machine is no lost store. */
const PATIENCE_MS = 180_000;
const POLL_MS = 150;

export interface Settling {
  /** What is not yet as it has to be, one line each. */
  problems(): string[];
  /** Whether the operator says that it is done. */
  isDone(): Promise<boolean>;
  /** Milliseconds without a write after which a store that looks settled is. */
  quietMs(): number;
  /** When the store was last written to, in milliseconds since the epoch. */
  lastWriteAt(): number;
  /** Since when nothing stands in the way; undefined while something does. */
  since(): number | undefined;
  /** Whether it may be settled although something stands in the way. */
  early: boolean;
  /** Whether it has to be settled in time. */
  timed: boolean;
  signal: AbortSignal;
}

/** Resolves once the store is as it has to be, or has not become so in time: with what is not, and how long it took. */
export async function settle(settling: Settling): Promise<{ problems: string[]; settledMs: number }> {
  const { signal, early, timed } = settling;
  const began = Date.now();
  for (;;) {
    signal.throwIfAborted();
    const since = settling.since();
    const problems = settling.problems();
    const now = Date.now();
    const settledMs = now - (since ?? began);
    if (problems.length === 0 && (early || since !== undefined) && (await settling.isDone())) {
      if (now - settling.lastWriteAt() >= settling.quietMs()) {
        if (timed && settledMs > SETTLE_MS) problems.push(`late: settled only after ${Math.round(settledMs / 1000)} s`);
        return { problems, settledMs };
      }
    }
    if (since !== undefined && now - since > PATIENCE_MS) {
      if (problems.length === 0) problems.push("it does not come to rest");
      return { problems, settledMs };
    }
    await delay(POLL_MS, undefined, { signal });
  }
}
