/**
 * What the Kubernetes API answered instead of the thing asked for. `status` is the HTTP status, 0 where there was no
 * answer at all; `reason` the machine-readable word of the Status object (`AlreadyExists`, `Forbidden`, ...), or
 * `Unreachable`.
 */
export class KubeError extends Error {
  override name = "KubeError";
  readonly status: number;
  readonly reason: string;
  /** Seconds after which the API server wants to be asked again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    status: number,
    reason: string,
    options?: { cause?: unknown; retryAfterSeconds?: number },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.reason = reason;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

export const isConflict = (error: unknown): boolean => error instanceof KubeError && error.status === 409;
export const isGone = (error: unknown): boolean => error instanceof KubeError && error.status === 410;

/** Whether asking again may help although nothing changes: no answer, too many requests, the server's own trouble. */
export const isTransient = (error: unknown): boolean =>
  error instanceof KubeError && (error.status === 0 || error.status === 429 || error.status >= 500);
