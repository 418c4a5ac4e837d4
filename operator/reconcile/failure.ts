import type { Step } from "@shopyard/crds/constants.ts";
import { ERRORS, type ErrorCode } from "@shopyard/crds/errors.ts";
import type { StoreFailure } from "@shopyard/crds/store.ts";
import { clip } from "./timeline.ts";

/** What went wrong, before it has a time and a hint. */
export interface Failure {
  code: ErrorCode;
  step: Step;
  message: string;
  /** Which part, e.g. `Pod/demo-web-0`. */
  component?: string;
  /** What most likely led to it, where the code alone does not say. */
  cause?: ErrorCode;
  /** The pod to look at, where `component` is none. */
  pod?: string;
  /** Which of the pod's containers, for its logs. */
  container?: string;
  evidence?: StoreFailure["evidence"];
}

/** What another failure takes over from the one that led to it: where it was, what was seen, and its code as cause. */
export const causedBy = ({ step, code, cause = code, message: _, ...where }: Failure) => ({ ...where, step, cause });

/** The failure as status carries it. */
export const toLastError = (failure: Failure, now: number): StoreFailure => ({
  code: failure.code,
  ...(failure.cause !== undefined && { cause: failure.cause }),
  step: failure.step,
  ...(failure.component !== undefined && { component: clip(failure.component, 128) }),
  message: clip(failure.message),
  hint: ERRORS[failure.code].hint,
  retryable: ERRORS[failure.code].retryable,
  time: new Date(now).toISOString(),
  ...(failure.evidence !== undefined && { evidence: failure.evidence }),
});
