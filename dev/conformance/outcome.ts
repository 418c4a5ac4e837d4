/** The engine or its chart does not hold what docs/engines.md asks of it. */
export class ContractError extends Error {
  override name = "ContractError";
}

/** The row could not be tried here, e.g. because nothing runs on simulated nodes. */
export class CannotRun extends Error {
  override name = "CannotRun";
}

/** @throws ContractError with `message` unless `held` */
export function hold(held: boolean, message: string): asserts held {
  if (!held) throw new ContractError(message);
}

/** An error in its own words, and those of what caused it: "fetch failed" alone helps nobody. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && !error.message.includes(cause.message)
    ? `${error.message} (${errorText(cause)})`
    : error.message;
}
