import type { Failure } from "./failure.ts";

/** An effect's way to say that the attempt failed for a reason people should read. */
export class FailureError extends Error {
  override name = "FailureError";
  readonly failure: Failure;
  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.failure = failure;
  }
}
