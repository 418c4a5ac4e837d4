import type { Answer } from "./kube-status.ts";
import type { WatchEvent } from "./watch-event.ts";
import type { EventVerdict } from "./watch-stream.ts";
import type { Write } from "./write.ts";

export type WriteVerdict =
  /** The connection breaks, and the API server never hears of it. */
  | { do: "cut" }
  /** Answered in the API server's place. */
  | { do: "answer"; status: Answer }
  /** `answered` is called with the API server's answer at hand, and says whether the writer gets it. */
  | { do: "forward"; answered?: () => Promise<"deliver" | "drop"> };

/** Sees everything that passes, and may stand in its way. */
export interface Interceptor {
  /** Before a write is forwarded; the write waits for the answer. */
  write(write: Write): WriteVerdict | Promise<WriteVerdict>;
  event(event: WatchEvent): EventVerdict;
  /** A list of what is watched at this path was answered. */
  listed(path: string): void;
}

export const PASS_ALL: Interceptor = {
  write: () => ({ do: "forward" }),
  event: () => "pass",
  listed: () => undefined,
};
