/**
 * What can be wrong with a request, as typed results of the GraphQL schema. Services throw them; Pothos' errors plugin
 * turns them into union members. Anything else that is thrown is masked.
 */
import type { RefusalCode } from "@shopyard/crds/refusals.ts";
import type { Violation } from "@shopyard/crds/rules.ts";

export interface DomainErrorOptions {
  field?: string[];
  hint?: string;
  cause?: unknown;
}

export abstract class DomainError extends Error {
  abstract readonly code: RefusalCode;
  /** Path to the input field that is to blame. */
  readonly field: string[] | undefined;
  readonly hint: string | undefined;

  constructor(message: string, { field, hint, cause }: DomainErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.field = field;
    this.hint = hint;
  }
}

export interface FieldViolation {
  field: string;
  got: string;
  allowed: string;
}

export class InvalidInput extends DomainError {
  readonly code = "InvalidInput";
  readonly violations: readonly FieldViolation[];

  constructor(violations: readonly (Violation | FieldViolation)[]) {
    const first = violations[0];
    super(
      violations
        .map(({ field, got, allowed }) => `${field}: got ${JSON.stringify(got)}; allowed: ${allowed}`)
        .join("\n"),
      {
        hint: "Correct the fields listed in violations; nothing was written.",
        ...(first && { field: [first.field] }),
      },
    );
    this.violations = violations;
  }
}

export class EngineConflict extends DomainError {
  readonly code = "EngineConflict";
  readonly actualEngine: string;

  constructor(name: string, actualEngine: string) {
    super(`"${name}" exists and runs ${actualEngine}; a store's engine cannot be changed.`, {
      field: ["engine"],
      hint: "Choose another name, or delete the store first.",
    });
    this.actualEngine = actualEngine;
  }
}

export class NameTaken extends DomainError {
  readonly code = "NameTaken";

  constructor(name: string) {
    super(`The name "${name}" is taken.`, { field: ["name"], hint: "Choose another name." });
  }
}

export class StoreDeleting extends DomainError {
  readonly code = "StoreDeleting";

  constructor(name: string, options: DomainErrorOptions = {}) {
    super(`"${name}" is being deleted.`, {
      hint: "Wait until it is gone, then create it again; or choose another name.",
      ...options,
    });
  }
}

export type LimitKind = "GLOBAL_STORES" | "OWN_STORES" | "CREATE_RATE";

export interface Limit {
  kind: LimitKind;
  limit: number;
  used: number;
  retryAfterSeconds: number | undefined;
}

const LIMIT_TEXTS: Record<LimitKind, (limit: string) => { message: string; hint: string }> = {
  GLOBAL_STORES: (limit) => ({
    message: `This platform holds at most ${limit} and is full.`,
    hint: "Delete a store, or ask whoever runs the platform for more room.",
  }),
  OWN_STORES: (limit) => ({
    message: `One address may own at most ${limit}.`,
    hint: "Delete one of your stores first.",
  }),
  CREATE_RATE: (limit) => ({
    message: `One address may create at most ${limit} a minute.`,
    hint: "Wait a little before you create another one.",
  }),
};

export class LimitReached extends DomainError {
  readonly code = "LimitReached";
  readonly kind: LimitKind;
  readonly limit: number;
  readonly used: number;
  readonly retryAfterSeconds: number | undefined;

  constructor({ kind, limit, used, retryAfterSeconds }: Limit) {
    const { message, hint } = LIMIT_TEXTS[kind](`${limit} ${limit === 1 ? "store" : "stores"}`);
    super(message, { hint });
    this.kind = kind;
    this.limit = limit;
    this.used = used;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class ClusterUnavailable extends DomainError {
  readonly code = "ClusterUnavailable";
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options: DomainErrorOptions = {}) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class StoreNotFound extends DomainError {
  readonly code = "StoreNotFound";

  constructor() {
    super("There is no such store; it may have been deleted.", { field: ["id"], hint: "Reload the list of stores." });
  }
}

export class NotRetryable extends DomainError {
  readonly code = "NotRetryable";
}

export class NoSuchRevision extends DomainError {
  readonly code = "NoSuchRevision";
  /** Revisions that a rollback can go to, newest first. */
  readonly known: readonly number[];

  constructor(revision: number, known: readonly number[]) {
    super(`There is no revision ${revision} to go back to.`, {
      field: ["revision"],
      hint:
        known.length > 0
          ? `There is: ${known.join(", ")}.`
          : "Only what was Ready before the present release is kept, and nothing was.",
    });
    this.known = known;
  }
}
