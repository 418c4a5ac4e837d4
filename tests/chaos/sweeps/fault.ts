import type { WriteVerdict } from "../proxy/interceptor.ts";
import type { EventVerdict } from "../proxy/watch-stream.ts";
import type { Write } from "../proxy/write.ts";

/** What a fault may do to the lane that it happens in. */
export interface Surroundings {
  /** SIGKILL of the operator, and of its helm where asked. Resolves when it is gone; another one is being started. */
  crash(helmToo: boolean): Promise<void>;
  /** The API server is silent for so long; resolves when it is over. */
  freeze(seconds: number): Promise<void>;
  cutAll(): void;
  /** etcd forgets its past, and every watch is told so. */
  compact(): Promise<void>;
}

/** Happens at one write, once; over when it returns, or when the `answered` of its verdict does. */
export type WriteFault = (write: Write, surroundings: Surroundings) => WriteVerdict | Promise<WriteVerdict>;

/**
 * A way to disturb a run at each of its writes, or at each event that its operator's watches bring. A slow one takes a
 * minute a point, and is no part of the quick sample.
 */
export type Sweep = { name: string; what: string; slow?: boolean } & (
  | { at: "write"; applies?(write: Pick<Write, "from">): boolean; fault: WriteFault }
  /** Over when the event's path is listed anew. */
  | { at: "event"; verdict: EventVerdict }
);
