import { ERRORS } from "@shopyard/crds/errors.ts";
import { REFUSALS } from "@shopyard/crds/refusals.ts";
import type { Config } from "../config.ts";

/** A code of the error catalogue. */
export interface ErrorCode {
  code: string;
  /** Of a store that fails, or of the API that refuses. */
  kind: "FAILURE" | "REFUSAL";
  title: string;
  meaning: string;
  hint: string;
  /** Undefined of a refusal. */
  evidence?: string;
  retryable?: boolean;
}

/** The error catalogue, failures first. */
export const errorCodes: readonly ErrorCode[] = [
  ...Object.entries(ERRORS).map(([code, kind]) => ({ code, kind: "FAILURE" as const, ...kind })),
  ...Object.entries(REFUSALS).map(([code, { title, meaning, hint }]) => ({
    code,
    kind: "REFUSAL" as const,
    title,
    meaning,
    hint,
  })),
];

/** Where to read about a code: a URL, or a path of the dashboard. */
export const docsUrlOf = (code: string, { docsUrl }: Pick<Config, "docsUrl">): string =>
  docsUrl + encodeURIComponent(code);

export const findErrorCode = (code: string): ErrorCode | undefined => errorCodes.find((each) => each.code === code);
