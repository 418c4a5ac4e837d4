import { setTimeout as delay } from "node:timers/promises";
import { ClusterError } from "./cluster-error.ts";

export interface WaitOptions {
  /** What is waited for, for the message: "the API server to be ready". */
  what: string;
  timeoutMs: number;
  /** Default 50. */
  everyMs?: number;
  signal?: AbortSignal;
  /** Looked at each time; a reason to stop waiting, such as a dead process. */
  giveUp?: () => string | undefined;
}

/** Polls until `check` is true; what `check` throws counts as "not yet" and is named when time is up. */
export async function waitUntil(check: () => Promise<boolean>, options: WaitOptions): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  let last: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    const reason = options.giveUp?.();
    if (reason !== undefined) throw new ClusterError(reason);
    try {
      if (await check()) return;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new ClusterError(`Gave up waiting for ${options.what} after ${options.timeoutMs / 1000} s.`, {
        cause: last,
      });
    }
    await delay(options.everyMs ?? 50, undefined, { signal: options.signal });
  }
}
