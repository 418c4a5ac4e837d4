/**
 * Repeats an attempt until it succeeds: Postgres and Redis of a new shop start beside this process.
 *
 * @param {string} what names what is waited for in the error, e.g. "Postgres"
 * @param {() => Promise<T>} attempt
 * @param {{ seconds: number, isFinal?: (error: unknown) => boolean }} options `isFinal`: errors that waiting can't heal
 * @returns {Promise<T>}
 * @throws the attempt's last error as `cause`
 * @template T
 */
export async function untilReachable(what, attempt, { seconds, isFinal = () => false }) {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (isFinal(error)) throw new Error(`${what} refuses us: ${messageOf(error)}`, { cause: error });
      if (performance.now() >= deadline) {
        throw new Error(`Waited ${seconds} s in vain for ${what}: ${messageOf(error)}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** Connection errors to a name with several addresses have no message of their own, only parts. */
function messageOf(error) {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message || String(error.code) : String(error);
}
